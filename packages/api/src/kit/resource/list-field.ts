import { listComparators } from '@plinth/core/where'
import { fragment } from '@plinth/db/fragment'
import type { Column } from '@plinth/db/model'
import { z } from 'zod'
import { bare } from '../schemas.ts'
import { bigintInput, readBigint } from './bigint.ts'
import type { Field, FieldKind } from './definition.ts'
import type { ColumnOptions } from './row.ts'
import { withDigitsOf } from './sized-decimal.ts'

/** Kinds that the entries of a list may have: a person can type them in one line, and a file can separate them by commas. */
const itemKinds: readonly FieldKind[] = [
  ...(['id', 'text', 'email', 'url', 'file'] as const),
  ...(['integer', 'bigint', 'number', 'decimal', 'boolean', 'choice'] as const),
]

/** The default limit of a list's entries. */
const maxItems = 200

/** The default length limit of a text in a list: a GIN index takes entries of at most 2,700 bytes. */
const maxItemText = 500

/**
 * A field that is one column with a list of values (`String[]` in the model). `item` is the field that one entry would be.
 * @throws Error for entries that a list cannot hold
 */
export function listField(name: string, { column, item, options }: ListColumn): Field {
  const { schema, kind: _, ...others } = options
  if (!itemKinds.includes(item.kind))
    throw new Error(
      `${name} is a list of ${item.kind}, which no field shows: expected a list of texts, numbers, booleans, ids or names of an enum.`,
    )
  const entry = item.kind === 'text' ? z.string().max(maxItemText) : (item.input ?? item.output)
  return {
    ...others,
    kind: 'list',
    item: { kind: item.kind, schema: item.kind === 'text' ? entryOf(schema) : bigintInput(item.output) },
    isNullable: false,
    columns: [name],
    input: inputOf(schema, { column, item }) ?? z.array(entry).max(maxItems),
    output: z.array(item.output),
    // A row that was written without a list may hold null, which is read as an empty list.
    select: ({ row }) => fragment`coalesce(${row.column(name)}${shownAs(item.kind)}, '{}')`,
    store: (value) => ({ [name]: value }),
    fromColumns: (columns) => entriesOf(columns[name] ?? [], item.kind),
    ...(item.kind === 'bigint' && { fromJson: (value: unknown) => entriesOf(value, item.kind), isJson: true }),
    comparators: listComparators,
  }
}

interface ListColumn {
  column: Column
  item: Field
  options: ColumnOptions
}

/** The declared schema, extended to refuse entries that the column would round or refuse. */
function inputOf(schema: z.ZodType | undefined, { column, item }: Omit<ListColumn, 'options'>): z.ZodType | undefined {
  if (!schema) return undefined
  if (item.kind === 'decimal') return withDigitsOf(schema, column.sql.replace(/\[\]$/, ''))
  if (item.kind !== 'bigint' || !isOfBigints(schema)) return schema
  return z.preprocess((value) => entriesOf(value, 'bigint'), schema).pipe(z.array(bigintInput()))
}

function isOfBigints(given: z.ZodType): boolean {
  const { schema } = bare(given)
  return schema instanceof z.ZodArray && bare(schema.element as z.ZodType).schema instanceof z.ZodBigInt // zod's core type of the same schema
}

/** How one entry is written, where the declared schema says so; then a filter finds it however someone types it. */
function entryOf(schema: z.ZodType | undefined): z.ZodType {
  if (!(schema instanceof z.ZodArray)) return z.string().max(maxItemText)
  return schema.element as z.ZodType // zod's core type of the same schema
}

/** Arrays that pg does not read, or rounds, leave Postgres as texts. */
function shownAs(kind: FieldKind) {
  return kind === 'integer' || kind === 'number' || kind === 'boolean' ? fragment`` : fragment`::text[]`
}

/** Reads entries from JSON, where 64-bit integers are texts. */
const entriesOf = (value: unknown, kind: FieldKind): unknown =>
  kind === 'bigint' && Array.isArray(value) ? value.map(readBigint) : value
