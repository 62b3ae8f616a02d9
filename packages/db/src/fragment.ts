import { type Compilable, type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import { builder } from './statement.ts'

export type { Expression, SqlBool } from 'kysely'

/** A query or a piece of SQL that can be one step of a `with`. */
export type CommonTableExpressionStep = Expression<unknown>

/** A piece of SQL that contains other pieces. It never contains values: they are parameters of the statement. */
export function fragment<Type = unknown>(
  strings: TemplateStringsArray,
  ...parts: readonly Expression<unknown>[]
): RawBuilder<Type> {
  return sql<Type>(strings, ...parts)
}

/** A column, quoted: `articles.slug`. */
fragment.ref = (name: string): Expression<unknown> => sql.ref(name)

/** The name of a table, column or step, quoted. */
fragment.id = (name: string): Expression<unknown> => sql.id(name)

/** A table with an alias, as written after `from`. */
fragment.table = (table: string, alias: string): Expression<unknown> => sql`${sql.table(table)} as ${sql.id(alias)}`

/** A whole number that is a constant of the code; never input. */
fragment.number = (value: number): Expression<number> => sql.lit(Math.trunc(value))

/** SQL that is a constant of the code, such as the type of a column; never input. */
fragment.raw = (text: string): Expression<unknown> => sql.raw(text)

/** Pieces separated by commas. */
fragment.list = (parts: readonly Expression<unknown>[]): Expression<unknown> => sql.join(parts)

/** A whole statement. */
fragment.statement = <Row>(
  strings: TemplateStringsArray,
  ...parts: readonly Expression<unknown>[]
): Compilable<Row> => {
  const whole = sql<Row>(strings, ...parts)
  return { compile: () => whole.compile(builder) }
}

/** The conjunction of conditions, true if there are none; a `false` entry is omitted. */
fragment.and = (conditions: readonly (Expression<unknown> | false)[]): Expression<SqlBool> => {
  const given = conditions.filter((condition) => condition !== false)
  return given.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`(${sql.join(given, sql` and `)})`
}

/** A text that is a constant of the code, such as an enum value, as an SQL string literal; never for input. */
fragment.constant = <const Text extends string>(text: Text): Expression<Text> => sql.lit(text)

/** The name and value of an entry of a JSON object. */
export type Pair = readonly [name: string, value: Expression<unknown>]

/** Pairs as one `json` object. */
fragment.json = (pairs: readonly Pair[]): RawBuilder<unknown> => objectOf('json', pairs)

/** Pairs as one `jsonb` object. */
fragment.jsonb = (pairs: readonly Pair[]): RawBuilder<unknown> => objectOf('jsonb', pairs)

/** A Postgres function takes at most 100 arguments. */
const maxPairs = 50

function objectOf(type: 'json' | 'jsonb', pairs: readonly Pair[]): RawBuilder<unknown> {
  // For `json`, serializing a row is at least as fast as the function, and writes no spaces.
  if (type === 'jsonb' && pairs.length <= maxPairs)
    return sql`jsonb_build_object(${sql.join(pairs.flatMap(([name, value]) => [sql.lit(name), value]))})`
  const columns = sql.join(pairs.map(([name, value]) => sql`${value} as ${sql.id(name)}`))
  return sql`(select to_${sql.raw(type)}("object") from (select ${columns}) as "object")`
}

/** `with` the steps in order, then `last`. */
export function withSteps<Row>(
  steps: Record<string, CommonTableExpressionStep>,
  last: Expression<unknown>,
): Compilable<Row> {
  if (Object.keys(steps).length === 0) {
    const only = sql<Row>`${last}`
    return { compile: () => only.compile(builder) }
  }
  const list = sql.join(Object.entries(steps).map(([name, step]) => sql`${sql.id(name)} as (${step})`))
  const whole = sql<Row>`with ${list} ${last}`
  return { compile: () => whole.compile(builder) }
}
