import type { Comparator, Predicate, Scalar } from '@plinth/core/where'
import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely'

/** The structure of a predicate without its values: two predicates of one shape share one prepared statement. */
export function shapeOf(predicate: Predicate): string {
  switch (predicate.op) {
    case 'and':
    case 'or':
      return `${predicate.op}(${predicate.of.map(shapeOf).join(',')})`
    case 'not':
      return `not(${shapeOf(predicate.of)})`
    default:
      return `${predicate.field} ${predicate.value === null ? `${predicate.by} null` : predicate.by}`
  }
}

/** The values of a predicate in the order in which `compilePredicate` asks for them. */
export function valuesOf(predicate: Predicate, into: unknown[] = []): unknown[] {
  switch (predicate.op) {
    case 'and':
    case 'or':
      for (const part of predicate.of) valuesOf(part, into)
      break
    case 'not':
      valuesOf(predicate.of, into)
      break
    default:
      if (predicate.value !== null) into.push(predicate.by === 'contains' ? like(predicate.value) : predicate.value)
  }
  return into
}

/** A predicate as SQL over the columns of `table`; `next` yields the placeholder of the next value. */
export function compilePredicate(
  predicate: Predicate,
  table: string,
  next: () => Expression<unknown>,
): Expression<SqlBool> {
  const eb = expressionBuilder<Record<string, Record<string, Scalar | null>>, string>()
  switch (predicate.op) {
    case 'and':
      return eb.and(predicate.of.map((part) => compilePredicate(part, table, next)))
    case 'or':
      return eb.or(predicate.of.map((part) => compilePredicate(part, table, next)))
    case 'not':
      // A comparison with null is unknown; `is not true` makes "not" mean what it says.
      return sql<SqlBool>`(${compilePredicate(predicate.of, table, next)}) is not true`
    default:
      return compare(predicate.by, sql.ref(`${table}.${predicate.field}`), predicate.value === null ? null : next())
  }
}

const operators = {
  equals: sql`=`,
  not: sql`<>`,
  gt: sql`>`,
  gte: sql`>=`,
  lt: sql`<`,
  lte: sql`<=`,
  contains: sql`ilike`,
} as const satisfies Record<Exclude<Comparator, 'in'>, Expression<unknown>>

function compare(op: Comparator, column: Expression<unknown>, value: Expression<unknown> | null): Expression<SqlBool> {
  if (value === null) return op === 'equals' ? sql<SqlBool>`${column} is null` : sql<SqlBool>`${column} is not null`
  if (op === 'in') return sql<SqlBool>`${column} = any(${value})`
  return sql<SqlBool>`${column} ${operators[op]} ${value}`
}

function like(value: Scalar | readonly Scalar[]): string {
  return `%${String(value).replace(/[\\%_]/g, '\\$&')}%`
}
