import { PlinthError } from '@plinth/core/errors'
import { type Expression, fragment, type SqlBool } from '@plinth/db/fragment'
import type { Build } from '@plinth/db/statement'
import type { RowSource } from '@plinth/db/where'
import type { Signer } from '../signer.ts'
import type { Definition, Params } from './definition.ts'

/** One column of an order. Nulls are the largest values, as in an index of Postgres. */
export interface SortKey {
  readonly column: string
  readonly sql: string
  readonly isDescending: boolean
  readonly isNullable: boolean
}

/** The order of a list: what was asked for, then the id in the direction of the last key, so that it is total and an index can serve it. */
export function sortKeys({ fields, model }: Definition, sort: readonly string[]): SortKey[] {
  const keys = sort.map((key) => {
    const isDescending = key.startsWith('-')
    const [column = ''] = fields[isDescending ? key.slice(1) : key]?.columns ?? []
    return keyOf(model, column, isDescending)
  })
  if (keys.some(({ column }) => column === 'id')) return keys
  return [...keys, keyOf(model, 'id', keys.at(-1)?.isDescending ?? false)]
}

function keyOf({ columns, name }: Definition['model'], column: string, isDescending: boolean): SortKey {
  const known = columns[column]
  if (!known) throw new Error(`${name} has no column ${column} to sort by.`)
  return { column, sql: known.sql, isDescending, isNullable: known.isNullable }
}

/** `order by` of these keys. */
export function orderOf(keys: readonly SortKey[], row: RowSource): Expression<unknown> {
  return fragment.list(
    keys.map(({ column, isDescending }) => (isDescending ? fragment`${row.column(column)} desc` : row.column(column))),
  )
}

/** The keys of a row, as the list's statement returns them for the cursor. */
export const keyName = (nth: number) => `key ${nth}`

/** The sort keys as columns of the statement: as text, so that each comes back exactly as it was. */
export function keyColumns(keys: readonly SortKey[], row: RowSource): Expression<unknown> {
  return fragment.list(
    keys.map(({ column }, nth) => fragment`${row.column(column)}::text as ${fragment.id(keyName(nth))}`),
  )
}

/**
 * Rows behind a position. Where all keys go one way and none is null this is one comparison of rows, which an index answers by going on from
 * there; else it is spelled out, with the first key bounded so that an index still finds the beginning.
 */
export function afterPosition(q: Build<Params>, keys: readonly SortKey[], row: RowSource): Expression<SqlBool> {
  const [first] = keys
  const value = ({ sql }: SortKey, nth: number) => fragment`${q.param(keyName(nth))}::${fragment.raw(sql)}`
  const isPlain = keys.every((key) => !key.isNullable && key.isDescending === first?.isDescending)
  if (isPlain) {
    const [columns, values] = [keys.map(({ column }) => row.column(column)), keys.map(value)]
    const by = first?.isDescending ? fragment`<` : fragment`>`
    return fragment<SqlBool>`(${fragment.list(columns)}) ${by} (${fragment.list(values)})`
  }
  // A key that is null at the position is no parameter of this shape.
  const isNull = (nth: number) => !q.has(keyName(nth))
  const beyond = (key: SortKey, nth: number): Expression<SqlBool> => {
    const column = row.column(key.column)
    if (key.isDescending)
      return isNull(nth) ? fragment<SqlBool>`${column} is not null` : fragment<SqlBool>`${column} < ${value(key, nth)}`
    if (isNull(nth)) return fragment<SqlBool>`false`
    return key.isNullable
      ? fragment<SqlBool>`(${column} > ${value(key, nth)} or ${column} is null)`
      : fragment<SqlBool>`${column} > ${value(key, nth)}`
  }
  const same = (key: SortKey, nth: number) =>
    isNull(nth) ? fragment`${row.column(key.column)} is null` : fragment`${row.column(key.column)} = ${value(key, nth)}`
  const spelled = keys.reduceRight<Expression<SqlBool>>(
    (rest, key, nth) => fragment<SqlBool>`(${beyond(key, nth)} or (${same(key, nth)} and ${rest}))`,
    fragment<SqlBool>`false`,
  )
  if (!first || first.isNullable) return spelled
  const bound = first.isDescending ? fragment`<=` : fragment`>=`
  return fragment<SqlBool>`(${row.column(first.column)} ${bound} ${value(first, 0)} and ${spelled})`
}

/** The cursor behind a row: which list it is of, in which order, and the row's keys. */
export function encodeCursor(signer: Signer, list: string, values: readonly (string | null)[]): string {
  return signer.sign(JSON.stringify([list, ...values]))
}

/** The parameters of `afterPosition`. @throws PlinthError `INVALID_INPUT` when the cursor is none of this list in this order */
export function decodeCursor(signer: Signer, list: string, cursor: string): Params {
  const text = signer.open(cursor)
  const [of, ...values]: unknown[] = text === undefined ? [] : JSON.parse(text)
  if (of !== list) {
    throw new PlinthError('INVALID_INPUT', {
      fields: { cursor: ['This is no cursor of this list in this order: take it from nextCursor of the page before.'] },
    })
  }
  return Object.fromEntries(values.map((value, nth) => [keyName(nth), value ?? undefined]))
}
