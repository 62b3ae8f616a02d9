import type { Rule } from '@plinth/core/rule'
import type { RowSql } from '@plinth/core/where'
import { type Expression, fragment } from '@plinth/db/fragment'
import type { Model } from '@plinth/db/model'
import { rowSql } from '@plinth/db/where'
import { z } from 'zod'
import { readBigint } from '../bigint.ts'
import { comparatorsOf, dateOf } from '../column-field.ts'
import type { Field, FieldKind } from '../definition.ts'
import { type SchemaKind, schemaKind } from '../schema-kind.ts'
import { faultIn, isChanging } from './sql.ts'

interface Options {
  label?: string
  hint?: string
}

/** A field that is computed from columns with these names. */
export interface ComputedField<Output, Names extends string> extends Field<Output, never> {
  readonly computed: NonNullable<Field['computed']>
  /** Types only: the columns that the model must have. */
  readonly reads?: Names
}

/**
 * A value that Postgres computes from columns of the row when it is read: computed(sql`${'dueAt'} < now()`, z.boolean()). It is kept nowhere and
 * cannot be written. Lists may be filtered and sorted by it when they declare so and an index over its expression exists. A boolean that is
 * null reads false, unless the schema is nullable; for other values say `nullable()` where the SQL may give null. SQL that fails for a row, such as
 * a division by zero, fails the read.
 */
export function computed<Names extends string, Schema extends z.ZodType>(
  sql: RowSql<Names>,
  schema: Schema,
  options: Options & { rule: Rule },
): ComputedField<z.output<Schema> | null, Names>
export function computed<Names extends string, Schema extends z.ZodType>(
  sql: RowSql<Names>,
  schema: Schema,
  options?: Options,
): ComputedField<z.output<Schema>, Names>
export function computed<Names extends string, Schema extends z.ZodType>(
  sql: RowSql<Names>,
  schema: Schema,
  options: Options & { rule?: Rule } = {},
): ComputedField<never, Names> {
  const isNullable = schema instanceof z.ZodNullable
  const { kind, choices } = kindOf(schema instanceof z.ZodNullable ? (schema.unwrap() as z.ZodType) : schema) // zod's core type of the same schema
  const expression = kind === 'boolean' && !isNullable ? truthOf(sql) : sql
  const type = types[kind] ?? 'text'
  const field: Field = {
    ...options,
    kind,
    isNullable: isNullable || options.rule !== undefined,
    columns: [],
    input: undefined,
    output: schema,
    named: (name, model) => {
      assertFits(name, sql, model)
      const isAlwaysThere = expression !== sql || sql.columns.every((column) => !model.columns[column]?.isNullable)
      return { ...field, computed: { sql: expression, type, isMaybeNull: isNullable || !isAlwaysThere } }
    },
    computed: { sql: expression, type, isMaybeNull: true },
    select: ({ row, isFile = false }) => selected(kind, rowSql(expression, row), isFile),
    comparators: comparatorsOf[kind].filter((by) => by !== 'contains'),
    ...(isChanging(sql) && {
      unindexed: `its value changes with time though the row does not, and no index holds it. Filter by the columns that it is made of, or declare a question`,
    }),
    ...(choices && { choices }),
    ...(kind === 'dateTime' && { fromJson: dateOf }),
    ...(kind === 'bigint' && { fromJson: readBigint, isJson: true }),
  }
  return field as unknown as ComputedField<never, Names> // the overloads say what it reads
}

/** The value of a boolean: null reads false. Postgres can use an index for both values of this form, but only for one of `is true`. */
const truthOf = ({ texts, columns }: RowSql): RowSql => {
  const [first = '', ...others] = texts
  const all = [`coalesce((${first}`, ...others]
  return { texts: [...all.slice(0, -1), `${all.at(-1)}), false)`], columns }
}

/** @throws Error when the SQL is not valid for a field of this model */
function assertFits(name: string, sql: RowSql, { name: model, columns }: Model): void {
  const refuse = (what: string): never => {
    throw new Error(`The field ${name} of ${model} cannot be computed: ${what}.`)
  }
  if (columns[name]) refuse(`${model} has a column of this name; give the field another one`)
  const unknown = sql.columns.find((column) => !columns[column])
  if (unknown !== undefined) refuse(`${model} has no column ${unknown}`)
  const fault = faultIn(sql)
  if (fault !== undefined) refuse(`its SQL holds ${fault}. Expected an expression over columns of the row`)
}

/** Types of SQL as which values of each kind are compared; those of an index over the expression compare with them as they stand. */
const types: Partial<Record<FieldKind, string>> = {
  boolean: 'boolean',
  integer: 'bigint',
  bigint: 'bigint',
  number: 'numeric',
  decimal: 'numeric',
  text: 'text',
  choice: 'text',
  id: 'uuid',
  dateTime: 'timestamptz',
  date: 'date',
}

const asText: readonly FieldKind[] = ['date', 'decimal', 'bigint', 'text', 'choice']

/** As columns are: what JSON and pg would make something else of leaves Postgres as text or as a double. */
function selected(kind: FieldKind, value: Expression<unknown>, isFile: boolean): Expression<unknown> {
  if (asText.includes(kind)) return fragment`${value}::text`
  if (kind === 'number' || (kind === 'integer' && !isFile)) return fragment`${value}::double precision`
  return value
}

/** What the schema is of. @throws Error when no field of a row is of it */
function kindOf(schema: z.ZodType): SchemaKind {
  const isPlain = !(schema instanceof z.ZodPipe || schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
  const found = isPlain ? schemaKind(schema) : undefined
  if (found) return found
  throw new Error(
    'A computed field cannot have this schema: expected a boolean, a number, a text, a choice, a date, a time, or one of them that is nullable.',
  )
}
