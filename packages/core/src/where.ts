import { PlinthError } from './errors.ts'

export type Scalar = string | number | bigint | boolean | Date

/** The comparisons of a column. All entries of a condition must hold. */
export interface Condition<V = Scalar> {
  equals?: V | null
  not?: V | null
  in?: readonly V[]
  gt?: V
  gte?: V
  lt?: V
  lte?: V
  contains?: string
  /** For a list: it contains this entry. */
  has?: Entry<V>
  /** For a list: it contains at least one of these. */
  hasSome?: readonly Entry<V>[]
  /** For a list: it contains all of these. */
  hasEvery?: readonly Entry<V>[]
  /** For a list: whether it is empty. */
  isEmpty?: V extends readonly unknown[] ? boolean : never
  /** For a JSON column: the value at these keys. */
  path?: readonly string[]
  /** For a relation to one row; `null` matches its absence. */
  is?: V extends One<infer Row> ? Where<Row> | null : never
  /** For a relation to many rows. */
  some?: Others<V>
  none?: Others<V>
}

/** In the type of a row: a related row of another model, or several. */
export interface One<Row extends object> {
  readonly one: Row
}
export interface Many<Row extends object> {
  readonly many: Row
}

/** The type of a list's entries. */
type Entry<V> = V extends readonly (infer One)[] ? One : never

type Others<V> = V extends Many<infer Row> ? Where<Row> : never

/** Our own typed subset of Prisma's `where`: the conditions that rules and filters can express about a row. */
export type Where<Row extends object = Record<string, Scalar | null>> = {
  AND?: readonly Where<Row>[]
  OR?: readonly Where<Row>[]
  NOT?: Where<Row>
} & { [K in keyof Row]?: Condition<NonNullable<Row[K]>> }

/** The comparators of lists, named as in Prisma. */
export const listComparators = ['has', 'hasSome', 'hasEvery', 'isEmpty'] as const
const comparators = ['equals', 'not', 'in', 'gt', 'gte', 'lt', 'lte', 'contains', ...listComparators] as const
export type ListComparator = (typeof listComparators)[number]
export type Comparator = (typeof comparators)[number]

export const isListComparator = (by: Comparator): by is ListComparator => listComparators.some((known) => known === by)
/**
 * SQL over the columns of one row: constant texts of the code with the name of a column between each two of them. It contains no value, and nothing sent
 * by a client.
 */
export interface RowSql<Names extends string = string> {
  readonly texts: readonly string[]
  readonly columns: readonly Names[]
}

/** A `where` in its normal form: no empty branches, no missing values. */
export type Predicate =
  | { readonly op: 'and' | 'or'; readonly of: readonly Predicate[] }
  | { readonly op: 'not'; readonly of: Predicate }
  | {
      readonly op: 'compare'
      readonly by: Comparator
      readonly field: string
      /** For a JSON column. */
      readonly path?: readonly string[]
      /** For a computed field, instead of a column: its SQL, and the SQL type for the comparison. Used only by filters. */
      readonly computed?: { readonly sql: RowSql; readonly type: string }
      readonly value: Scalar | readonly Scalar[] | null
    }
  | {
      /** Whether a row of another model matches `of`; `none` requires that there is none. */
      readonly op: 'some' | 'none'
      readonly relation: string
      readonly of: true | Predicate
    }

/** A `where` over any row: its contents are checked while it is normalised. */
type Branch = Readonly<Record<string, unknown>>

/**
 * Normalises the result of a rule, or a filter. An empty `OR` is false and an empty `AND` true; a missing value is an error, because a
 * silently dropped comparison would show every row.
 * @throws PlinthError `INTERNAL` when a value or a condition is missing
 */
export function normalise(where: boolean | Branch): boolean | Predicate {
  if (typeof where === 'boolean') return where
  const parts: (boolean | Predicate)[] = []
  for (const [key, value] of Object.entries(where)) {
    if (value === undefined) throw missing(key)
    if (key === 'AND') parts.push(join('and', listOf(key, value).map(normalise)))
    else if (key === 'OR') parts.push(join('or', listOf(key, value).map(normalise)))
    else if (key === 'NOT') parts.push(negate(normalise(branchOf(key, value))))
    else if (isRelated(value)) parts.push(...relations(key, value))
    else parts.push(join('and', conditions(key, value)))
  }
  return join('and', parts)
}

const quantifiers = ['is', 'some', 'none']

const isRelated = (value: unknown): value is Branch =>
  isBranch(value) && Object.keys(value).some((key) => quantifiers.includes(key))

function relations(relation: string, quantified: Branch): (boolean | Predicate)[] {
  return Object.entries(quantified).map(([quantifier, value]) => {
    if (!quantifiers.includes(quantifier))
      throw unusable(`${relation} is compared by '${quantifier}'; it is a relation`)
    if (quantifier === 'is' && value === null) return { op: 'none', relation, of: true }
    const of = normalise(branchOf(`${relation}.${quantifier}`, value))
    if (quantifier === 'none') return of === false || { op: 'none', relation, of }
    return of !== false && { op: 'some', relation, of }
  })
}

function conditions(field: string, condition: unknown): Predicate[] {
  if (typeof condition !== 'object' || condition === null) throw missing(field)
  const { path, ...comparisons } = condition as Branch // an object, so its keys can be read
  if (path !== undefined && !(Array.isArray(path) && path.length > 0 && path.every((key) => typeof key === 'string')))
    throw unusable(`${field}.path is no list of keys`)
  const entries = Object.entries(comparisons)
  if (entries.length === 0) throw missing(field)
  return entries.map(([op, value]) => {
    const by = comparators.find((known) => known === op)
    if (!by) throw unusable(`${field} is compared by '${op}'; expected one of ${comparators.join(', ')}`)
    if (!fits(by, value)) throw missing(`${field}.${op}`)
    return { op: 'compare', by, field, value, ...(path !== undefined && { path }) }
  })
}

function fits(by: Comparator, value: unknown): value is Scalar | readonly Scalar[] | null {
  if (by === 'in' || by === 'hasSome' || by === 'hasEvery') return Array.isArray(value) && value.every(isScalar)
  if (by === 'isEmpty') return typeof value === 'boolean'
  return isScalar(value) || (value === null && (by === 'equals' || by === 'not'))
}

function join(op: 'and' | 'or', parts: readonly (boolean | Predicate)[]): boolean | Predicate {
  const decided = op === 'or'
  const open: Predicate[] = []
  for (const part of parts) {
    if (part === decided) return decided
    if (typeof part !== 'boolean') open.push(part)
  }
  const [only] = open
  if (!only) return !decided
  return open.length === 1 ? only : { op, of: open }
}

function negate(part: boolean | Predicate): boolean | Predicate {
  return typeof part === 'boolean' ? !part : { op: 'not', of: part }
}

function isScalar(value: unknown): value is Scalar {
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    typeof value === 'bigint' ||
    (typeof value === 'number' && !Number.isNaN(value)) ||
    (value instanceof Date && !Number.isNaN(value.getTime()))
  )
}

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function branchOf(key: string, value: unknown): Branch {
  if (!isBranch(value)) throw missing(key)
  return value
}

function listOf(key: string, value: unknown): Branch[] {
  if (!Array.isArray(value)) throw missing(key)
  return value.map((branch) => branchOf(key, branch))
}

function missing(what: string): PlinthError {
  return unusable(`${what} has no usable value`)
}

function unusable(what: string): PlinthError {
  return new PlinthError('INTERNAL', { cause: new Error(`A rule or filter cannot be checked: ${what}.`) })
}
