import { type Comparator, listComparators } from '@plinth/core/where'
import { fragment } from '@plinth/db/fragment'
import type { Column } from '@plinth/db/model'
import { z } from 'zod'
import { bigint, bigintInput, readBigint } from './bigint.ts'
import type { Field, FieldKind } from './definition.ts'
import { listField } from './list-field.ts'
import type { ColumnOptions } from './row.ts'
import { sizedDecimal, withDigitsOf } from './sized-decimal.ts'
import { calendarDate, decimal, instant, notNull } from './values.ts'

/** A field that is one column: its kind and schemas follow from the model unless the declaration says more. */
export function columnField(name: string, column: Column, declared: true | z.ZodType | ColumnOptions): Field {
  const { schema, kind: given, ...options } = optionsOf(declared)
  if (column.isList) {
    const one = { ...column, isList: false, sql: column.sql.replace(/\[\]$/, '') }
    const item = columnField(name, one, given ? { kind: given } : true)
    return listField(name, { column, item, options: optionsOf(declared) })
  }
  const kind = given ?? kindOf(name, column)
  const output = nullable(outputOf(column, kind), column)
  const digits = kind === 'decimal' ? sizedDecimal(column.sql).meta()?.description : undefined
  return {
    ...(digits !== undefined && { hint: digits }),
    ...options,
    kind,
    isNullable: column.isNullable,
    columns: [name],
    input: schema ? storable(schema, kind, column) : nullable(inputOf(column, kind), column),
    output,
    select: ({ row }) => selected(kind, row.column(name)),
    store: (value) => ({ [name]: kind === 'json' && value !== null ? JSON.stringify(value) : value }),
    comparators: [...comparatorsOf[kind], ...(column.isNullable ? nullComparators : [])],
    ...(kind === 'dateTime' && {
      fromColumns: (columns: Readonly<Record<string, unknown>>) => dateOf(columns[name]),
      fromJson: dateOf,
    }),
    ...(kind === 'bigint' && {
      fromColumns: (columns: Readonly<Record<string, unknown>>) => readBigint(columns[name]),
      fromJson: readBigint,
      isJson: true,
    }),
  }
}

const dateOf = (value: unknown) => (typeof value === 'string' ? new Date(value) : value)

function optionsOf(declared: true | z.ZodType | ColumnOptions): ColumnOptions {
  if (declared === true) return {}
  return declared instanceof z.ZodType ? { schema: declared } : declared
}

/** Kinds that are selected as text, because JSON or pg would change their values. */
const asText: readonly FieldKind[] = ['date', 'decimal', 'bigint']

const selected = (kind: FieldKind, column: ReturnType<typeof fragment.ref>) =>
  asText.includes(kind) ? fragment`${column}::text` : column

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
  bigint: ranges,
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
  list: listComparators,
  one: [],
  many: [],
}

export { comparatorsOf, dateOf }

/** @throws Error for a column whose type no kind of field supports */
function kindOf(name: string, column: Column): FieldKind {
  if (column.values) return 'choice'
  if (column.type === 'Bytes' || /^time(tz)?\b/.test(column.sql))
    throw new Error(
      `${name} holds ${column.type === 'Bytes' ? 'bytes' : 'a time of day'}, which no field shows: leave it out of \`fields\`.`,
    )
  if (column.sql === 'uuid') return 'id'
  switch (column.type) {
    case 'Int':
      return 'integer'
    case 'BigInt':
      return 'bigint'
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
      return z.int32()
    case 'bigint':
      return bigint
    case 'number':
      return column.sql === 'real' ? z.float32() : z.number()
    case 'decimal':
      return decimal
    case 'boolean':
      return z.boolean()
    case 'dateTime':
      return instant
    case 'date':
      return calendarDate
    case 'json':
      return z.json()
    case 'choice':
      return z.enum([...(column.values ?? [])])
    default:
      return z.string()
  }
}

/** The declared schema decides which values are valid; values that the database cannot store are always refused. */
function storable(schema: z.ZodType, kind: FieldKind, { sql }: Column): z.ZodType {
  if (kind === 'decimal') return withDigitsOf(schema, sql)
  if (kind === 'bigint') return bigintInput(schema)
  if (kind !== 'dateTime') return schema
  return schema.refine(
    (value) => !(value instanceof Date) || instant.safeParse(value).success,
    'Expected a time in the years 1 to 9999.',
  )
}

/** The default length limit of a text, about one page: longer texts should be declared. */
const maxText = 10_000
const maxMarkdown = 200_000

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
    case 'json':
      return column.isNullable ? z.json() : notNull(z.json())
    case 'decimal':
      return sizedDecimal(column.sql)
    case 'bigint':
      return bigintInput()
    default:
      return outputOf(column, kind)
  }
}
