import {
  type Comparator,
  isListComparator,
  type ListComparator,
  type Predicate,
  type RowSql,
  type Scalar,
} from '@plinth/core/where'
import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely'
import { models } from './generated/models.ts'
import { castType, type Model } from './model.ts'

/** The source of a row's columns: a table or alias, or the values that a write is about to store. */
export interface RowSource {
  /** Needed for relations, and to detect unknown columns. */
  readonly model: Model | undefined
  column(name: string): Expression<unknown>
}

/** SQL over the columns of a row, in parentheses. */
export function rowSql({ texts, columns }: RowSql, row: RowSource): Expression<unknown> {
  const parts = texts.flatMap((text, nth) => {
    const column = columns[nth]
    return column === undefined ? [sql.raw(text)] : [sql.raw(text), row.column(column)]
  })
  return sql`(${sql.join(parts, sql``)})`
}

/** The rows of a table, under the table's own name or an alias. */
export function tableRow(table: string, alias: string = table): RowSource {
  return { model: modelOfTable(table), column: (name) => sql.id(alias, name) }
}

/** The model of a table. */
function modelOfTable(table: string): Model | undefined {
  return Object.values(models).find((model) => model.table === table)
}

/** @throws Error when the schema has no such model */
export function modelOf(name: string): Model {
  const model = models[name]
  if (!model) throw new Error(`There is no model ${name} in prisma/models. Run \`npm run gen\` after adding one.`)
  return model
}

/** The structure of a predicate without its values: predicates of the same shape share one prepared statement. */
export function shapeOf(predicate: boolean | Predicate): string {
  if (typeof predicate === 'boolean') return String(predicate)
  switch (predicate.op) {
    case 'and':
    case 'or':
      return `${predicate.op}(${predicate.of.map(shapeOf).join(',')})`
    case 'not':
      return `not(${shapeOf(predicate.of)})`
    case 'some':
    case 'none':
      return `${predicate.op} ${predicate.relation}(${shapeOf(predicate.of)})`
    default: {
      const { computed, path, field } = predicate
      const column = computed
        ? `${computed.sql.texts.join(' ')}:${computed.sql.columns}:${computed.type}`
        : path
          ? `${field}#`
          : field
      return `${column} ${predicate.value === null ? `${predicate.by} null` : predicate.by}`
    }
  }
}

/** The values of a predicate in the order in which `compilePredicate` uses them. */
export function valuesOf(predicate: boolean | Predicate, into: unknown[] = []): unknown[] {
  if (typeof predicate === 'boolean') return into
  switch (predicate.op) {
    case 'and':
    case 'or':
      for (const part of predicate.of) valuesOf(part, into)
      break
    case 'not':
    case 'some':
    case 'none':
      valuesOf(predicate.of, into)
      break
    default: {
      const { path, by, value } = predicate
      if (path) into.push(path)
      if (value === null) break
      into.push(by === 'contains' ? like(value) : path ? JSON.stringify(value) : value)
    }
  }
  return into
}

interface Place {
  readonly row: RowSource
  /** The number of relations on the path to this place; each has its own alias. */
  readonly depth: number
  /** Whether an unknown result, that of a comparison with null, counts as false: in the conditions of an `exists`, outside of a `not`. */
  readonly isUnknownFalse: boolean
}

/**
 * Compiles a predicate to SQL over the columns of a row; `next` yields the placeholder of the next value.
 * @throws Error when it names a column or relation that the row does not have: a predicate that cannot be checked must not pass
 */
export function compilePredicate(
  predicate: boolean | Predicate,
  row: RowSource,
  next: () => Expression<unknown>,
): Expression<SqlBool> {
  return compileAt(predicate, { row, depth: 1, isUnknownFalse: false }, next)
}

function compileAt(predicate: boolean | Predicate, place: Place, next: () => Expression<unknown>): Expression<SqlBool> {
  if (typeof predicate === 'boolean') return predicate ? sql<SqlBool>`true` : sql<SqlBool>`false`
  const eb = expressionBuilder<Record<string, Record<string, Scalar | null>>, string>()
  switch (predicate.op) {
    case 'and':
      return eb.and(predicate.of.map((part) => compileAt(part, place, next)))
    case 'or':
      return eb.or(predicate.of.map((part) => compileAt(part, place, next)))
    case 'not':
      // A comparison with null is unknown; `is not true` makes its negation true.
      return sql<SqlBool>`(${compileAt(predicate.of, { ...place, isUnknownFalse: false }, next)}) is not true`
    case 'some':
    case 'none':
      return compileRelation(predicate, place, next)
    default: {
      const { model } = place.row
      if (predicate.computed) {
        if (isListComparator(predicate.by)) throw new Error(`A computed value has no entries: ${predicate.by}.`)
        const value = predicate.value === null ? null : typed(next(), predicate.computed.type, predicate.by)
        return compare(predicate.by, rowSql(predicate.computed.sql, place.row), value)
      }
      if (model && !model.columns[predicate.field]) throw new Error(`${model.name} has no column ${predicate.field}.`)
      const column = place.row.column(predicate.field)
      if (isListComparator(predicate.by))
        return compareList(predicate.by, { column, sql: model?.columns[predicate.field]?.sql }, next())
      if (predicate.path)
        return compareJson(predicate.by, { column, path: next() }, predicate.value === null ? null : next())
      return compare(predicate.by, column, predicate.value === null ? null : next())
    }
  }
}

function compileRelation(
  { op, relation, of }: Extract<Predicate, { op: 'some' | 'none' }>,
  { row, depth, isUnknownFalse }: Place,
  next: () => Expression<unknown>,
): Expression<SqlBool> {
  const known = row.model?.relations[relation]
  if (!known) throw new Error(`${row.model?.name ?? 'This row'} has no relation ${relation}.`)
  const model = modelOf(known.model)
  const { table } = model
  const alias = `${relation}@${depth}`
  const inner = compileAt(of, { row: tableRow(table, alias), depth: depth + 1, isUnknownFalse: true }, next)
  const [from, to] = [known.from[0], known.to[0]]
  if (op === 'some' && isUnknownFalse && known.from.length === 1 && from && to && findsOne(of, model)) {
    // The single row is looked up once, not for each candidate, and Postgres need not plan again for each value.
    return sql<SqlBool>`${row.column(from)} = (select ${sql.id(alias, to)} from ${sql.table(table)} as ${sql.id(alias)} where ${inner})`
  }
  const exists = sql<SqlBool>`exists (select from ${sql.table(table)} as ${sql.id(alias)} where ${joinOn(known, row, alias)} and ${inner})`
  return op === 'some' ? exists : sql<SqlBool>`not ${exists}`
}

/** Whether at most one row matches a predicate: its only column is unique. */
function findsOne(predicate: boolean | Predicate, { id, uniques }: Model): boolean {
  if (typeof predicate === 'boolean' || !('field' in predicate)) return false
  const { field, by, value, path, computed } = predicate
  if (by !== 'equals' || value === null || path || computed) return false
  return [id, ...uniques].some((columns) => columns.length === 1 && columns[0] === field)
}

/** The join condition between the rows of a relation, under an alias, and a row. */
export function joinOn(
  { from, to }: { from: readonly string[]; to: readonly string[] },
  row: RowSource,
  alias: string,
): Expression<SqlBool> {
  const pairs = to.map((name, nth) => sql`${sql.id(alias, name)} = ${row.column(from[nth] ?? '')}`)
  return sql<SqlBool>`${sql.join(pairs, sql` and `)}`
}

const operators = {
  equals: sql`=`,
  not: sql`<>`,
  gt: sql`>`,
  gte: sql`>=`,
  lt: sql`<`,
  lte: sql`<=`,
  contains: sql`ilike`,
} as const satisfies Record<Exclude<Comparator, 'in' | ListComparator>, Expression<unknown>>

/**
 * Compares a list by its entries. The value is cast to the type of the column, without its length, so that a GIN index can be used. A null list counts
 * as empty.
 */
function compareList(
  by: ListComparator,
  { column, sql: type = '' }: { column: Expression<unknown>; sql: string | undefined },
  value: Expression<unknown>,
): Expression<SqlBool> {
  if (!type.endsWith('[]')) throw new Error(`${by} compares lists, and this column is not a list.`)
  const whole = sql.raw(castType(type).replace(/\([\d,]+\)/, ''))
  switch (by) {
    case 'has':
      return sql<SqlBool>`${column} @> array[${value}]::${whole}`
    case 'hasSome':
      return sql<SqlBool>`${column} && ${value}::${whole}`
    case 'hasEvery':
      return sql<SqlBool>`${column} @> ${value}::${whole}`
    case 'isEmpty':
      return sql<SqlBool>`(coalesce(cardinality(${column}), 0) = 0) = ${value}`
  }
}

function compare(
  op: Exclude<Comparator, ListComparator>,
  column: Expression<unknown>,
  value: Expression<unknown> | null,
): Expression<SqlBool> {
  if (value === null) return op === 'equals' ? sql<SqlBool>`${column} is null` : sql<SqlBool>`${column} is not null`
  if (op === 'in') return sql<SqlBool>`${column} = any(${value})`
  return sql<SqlBool>`${column} ${operators[op]} ${value}`
}

/** The value that an expression is compared with: Postgres knows the type of a column, but would guess that of an expression. */
const typed = (value: Expression<unknown>, type: string, by: Comparator) =>
  by === 'in' ? sql`${value}::${sql.raw(type)}[]` : sql`${value}::${sql.raw(type)}`

/** Within a JSON column, only values of the same type are compared; a missing value and JSON's null count as null. */
function compareJson(
  op: Exclude<Comparator, ListComparator>,
  { column, path }: { column: Expression<unknown>; path: Expression<unknown> },
  value: Expression<unknown> | null,
): Expression<SqlBool> {
  const text = sql`(${column} #>> ${path}::text[])`
  if (value === null || op === 'contains') return compare(op, text, value)
  const at = sql`(${column} #> ${path}::text[])`
  if (op === 'in') return sql<SqlBool>`${at} in (select jsonb_array_elements(${value}::jsonb))`
  // JSON's own null is not a value: it is neither equal nor unequal to one.
  const isValue = sql`jsonb_typeof(${at}) <> 'null'`
  const isAlike = op === 'equals' || op === 'not' ? isValue : sql`jsonb_typeof(${at}) = jsonb_typeof(${value}::jsonb)`
  return sql<SqlBool>`(${isAlike} and ${at} ${operators[op]} ${value}::jsonb)`
}

function like(value: Scalar | readonly Scalar[]): string {
  return `%${String(value).replace(/[\\%_]/g, '\\$&')}%`
}
