import type { Comparator } from '@plinth/core/where'
import { fragment } from '@plinth/db/fragment'
import type { Column } from '@plinth/db/model'
import { z } from 'zod'
import type { Field, FieldKind } from './definition.ts'
import type { ColumnOptions } from './row.ts'

/** A field that is one column: its kind and schemas follow from the model unless the declaration says more. */
export function columnField(name: string, column: Column, declared: true | z.ZodType | ColumnOptions): Field {
  const { schema, kind: given, ...options } = optionsOf(declared)
  const kind = given ?? kindOf(column)
  const output = nullable(outputOf(column, kind), column)
  return {
    ...options,
    kind,
    isNullable: column.isNullable,
    columns: [name],
    input: schema ?? nullable(inputOf(column, kind), column),
    output,
    select: ({ row }) => selected(kind, row.column(name)),
    store: (value) => ({ [name]: kind === 'json' && value !== null ? JSON.stringify(value) : value }),
    comparators: [...comparatorsOf[kind], ...(column.isNullable ? nullComparators : [])],
    ...(kind === 'dateTime' && {
      fromColumns: (columns: Readonly<Record<string, unknown>>) => dateOf(columns[name]),
      fromJson: dateOf,
    }),
  }
}

const dateOf = (value: unknown) => (typeof value === 'string' ? new Date(value) : value)

function optionsOf(declared: true | z.ZodType | ColumnOptions): ColumnOptions {
  if (declared === true) return {}
  return declared instanceof z.ZodType ? { schema: declared } : declared
}

/** What JSON and pg would make something else of leaves Postgres as text: calendar dates, decimals. Whole numbers up to 2^53 are exact as doubles. */
function selected(kind: FieldKind, column: ReturnType<typeof fragment.ref>) {
  if (kind === 'date' || kind === 'decimal') return fragment`${column}::text`
  return column
}

const equality: readonly Comparator[] = ['equals', 'not', 'in']
const ranges: readonly Comparator[] = [...equality, 'gt', 'gte', 'lt', 'lte']
const nullComparators: readonly Comparator[] = ['equals', 'not']

const comparatorsOf: Readonly<Record<FieldKind, readonly Comparator[]>> = {
  id: equality,
  text: [...ranges, 'contains'],
  markdown: ['contains'],
  email: [...equality, 'contains'],
  url: [...equality, 'contains'],
  integer: ranges,
  number: ranges,
  decimal: ranges,
  boolean: ['equals', 'not'],
  dateTime: ranges,
  date: ranges,
  zonedTime: ranges,
  money: ranges,
  choice: equality,
  json: [...ranges, 'contains'],
  address: [],
  file: equality,
  names: [],
  one: [],
  many: [],
}

export { comparatorsOf }

function kindOf(column: Column): FieldKind {
  if (column.values) return 'choice'
  if (column.sql === 'uuid') return 'id'
  switch (column.type) {
    case 'Int':
    case 'BigInt':
      return 'integer'
    case 'Float':
      return 'number'
    case 'Decimal':
      return 'decimal'
    case 'Boolean':
      return 'boolean'
    case 'DateTime':
      return column.sql === 'date' ? 'date' : 'dateTime'
    case 'Json':
      return 'json'
    default:
      return 'text'
  }
}

const nullable = (schema: z.ZodType, column: Column) => (column.isNullable ? schema.nullable() : schema)

function outputOf(column: Column, kind: FieldKind): z.ZodType {
  switch (kind) {
    case 'id':
    case 'file':
      return z.uuid()
    case 'integer':
      return z.int()
    case 'number':
      return z.number()
    case 'boolean':
      return z.boolean()
    case 'dateTime':
      return z.date()
    case 'date':
      return z.iso.date()
    case 'json':
      return z.json()
    case 'choice':
      return z.enum([...(column.values ?? [])])
    default:
      return z.string()
  }
}

/** Where nothing is said, a text may be as long as a page of text: whatever is longer should be declared. */
const maxText = 10_000
const maxMarkdown = 200_000
/** The range of Postgres' `integer`. */
const maxInteger = 2_147_483_647

function inputOf(column: Column, kind: FieldKind): z.ZodType {
  switch (kind) {
    case 'text':
      return z.string().max(maxText)
    case 'markdown':
      return z.string().max(maxMarkdown)
    case 'email':
      return z.string().trim().toLowerCase().max(254).pipe(z.email())
    case 'url':
      return z.url({ protocol: /^https?$/ }).max(2_000)
    case 'integer':
      return column.type === 'Int'
        ? z
            .int()
            .min(-maxInteger - 1)
            .max(maxInteger)
        : z.int()
    case 'decimal':
      return z.string().regex(/^-?\d{1,30}(\.\d{1,20})?$/, 'Expected a decimal number such as 12.50.')
    case 'dateTime':
      // The years that every database and every calendar can compare.
      return z.date().min(new Date('0001-01-01T00:00:00Z')).max(new Date('9999-12-31T23:59:59Z'))
    default:
      return outputOf(column, kind)
  }
}
