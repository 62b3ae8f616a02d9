import { type Expression, fragment, type SqlBool } from '@plinth/db/fragment'
import type { Column } from '@plinth/db/model'
import type { Build } from '@plinth/db/statement'
import { type RowSource, rowSql, tableRow } from '@plinth/db/where'
import { edgeLength, type KeyValues } from './cursor.ts'
import type { Definition, Params } from './definition.ts'

/** Fields that an order may have. Each takes its part of a cursor. */
export const maxSorts = 4

/** One column of an order, or a computed field. Nulls are the largest values, as in an index of Postgres. */
export interface SortKey {
  readonly column: string
  readonly sql: string
  readonly isDescending: boolean
  readonly isNullable: boolean
}

/** Types of Postgres whose values may be long. */
const isText = (sql: string) => /^(?:text|citext|character)/.test(sql)

/** Whether a column may be sorted by: its values have an order, and are short as text or can be cut. */
export const isSortable = ({ type, isList }: Column) => !isList && type !== 'Json' && type !== 'Bytes'

/** The name of a parameter contains the order, because it is part of the shape. */
const sortMark = 'order '

/** The parameter that says the order to `sortIn`. */
export const sortParams = (sort: readonly string[]): Params => ({ [`${sortMark}${sort.join()}`]: true })

/** The order that a statement was asked for. */
export function sortIn({ names }: Build<Params>): string[] {
  const mark = Object.keys(names).find((name) => name.startsWith(sortMark))
  return mark === undefined ? [] : mark.slice(sortMark.length).split(',')
}

/** The order of a list: what was asked for, then the id in the direction of the last key, so that it is total and an index can serve it. */
export function sortKeys({ fields, model }: Definition, sort: readonly string[]): SortKey[] {
  const keys = sort.map((key) => {
    const isDescending = key.startsWith('-')
    const name = isDescending ? key.slice(1) : key
    const { columns: [column = ''] = [], computed } = fields[name] ?? {}
    if (computed) return { column: name, sql: computed.type, isDescending, isNullable: computed.isMaybeNull }
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

/** A row of the table with its computed fields as columns too, as orders ask for them. */
export function orderedRow({ fields, model }: Definition): RowSource {
  const row = tableRow(model.table)
  return {
    ...row,
    column: (name) => {
      const computed = fields[name]?.computed
      return computed ? rowSql(computed.sql, row) : row.column(name)
    },
  }
}

/** `order by` of these keys. */
export function orderOf(keys: readonly SortKey[], row: RowSource): Expression<unknown> {
  return fragment.list(
    keys.map(({ column, isDescending }) => (isDescending ? fragment`${row.column(column)} desc` : row.column(column))),
  )
}

/** The keys of a row, as the list's statement returns them for the cursor and takes them as parameters of a position. */
export const keyName = (nth: number) => `key ${nth}`

/** The edge of a key, where it has one. */
export const edgeName = (nth: number) => `edge ${nth}`

/** The parameters of a position. */
export const keyParams = (values: KeyValues): Params =>
  Object.fromEntries(values.map((value, nth) => [keyName(nth), value ?? undefined]))

/** The sort keys as columns of the statement: as text, so that each comes back exactly as it was. */
export function keyColumns(keys: readonly SortKey[], row: RowSource): Expression<unknown> {
  return fragment.list(
    keys.map(({ column }, nth) => fragment`${row.column(column)}::text as ${fragment.id(keyName(nth))}`),
  )
}

/** The keys of a row and, for those that a cursor may have to cut, their edges. */
export function cursorColumns(keys: readonly SortKey[], row: RowSource): Expression<unknown> {
  const edges = keys.flatMap((key, nth) =>
    isText(key.sql) ? [fragment`${edgeOf(key, row.column(key.column))} as ${fragment.id(edgeName(nth))}`] : [],
  )
  return fragment.list([keyColumns(keys, row), ...edges])
}

/**
 * Of a long text a short one that comes before it in the order of the list: its beginning, and for a descending order its beginning with the
 * last of all characters. A collation may put the beginning of a text behind the text (in Thai a vowel is written before the consonant that
 * it is sorted after), so Postgres compares the two here. Where they do not fit, the edge is what comes before all texts.
 */
function edgeOf({ sql, isDescending }: SortKey, column: Expression<unknown>): Expression<unknown> {
  const start = isDescending
    ? fragment`(left(${column}, ${fragment.number(edgeLength - 1)}) || chr(1114111))::${fragment.raw(sql)}`
    : fragment`left(${column}, ${fragment.number(edgeLength)})::${fragment.raw(sql)}`
  const isBefore = isDescending ? fragment`${start} > ${column}` : fragment`${start} < ${column}`
  const first = isDescending ? fragment`null` : fragment`''`
  return fragment`case when octet_length(${column}) > ${fragment.number(edgeLength)} then case when ${isBefore} then ${start}::text else ${first} end end`
}

/**
 * Rows behind a position. Where all keys go one way and none is null this is one comparison of rows, which an index answers by going on from
 * there; else it is spelled out, with the first key bounded so that an index still finds the beginning.
 */
export function afterPosition(q: Build<Params>, keys: readonly SortKey[], row: RowSource): Expression<SqlBool> {
  const [first] = keys
  const value = ({ sql }: SortKey, nth: number) => fragment`${q.param(keyName(nth))}::${fragment.raw(sql)}`
  // A key that is null at the position is not a parameter of this shape.
  const isNull = (nth: number) => !q.has(keyName(nth))
  const isPlain = keys.every((key, nth) => !key.isNullable && !isNull(nth) && key.isDescending === first?.isDescending)
  if (isPlain) {
    const [columns, values] = [keys.map(({ column }) => row.column(column)), keys.map(value)]
    const by = first?.isDescending ? fragment`<` : fragment`>`
    return fragment<SqlBool>`(${fragment.list(columns)}) ${by} (${fragment.list(values)})`
  }
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
  if (!first || first.isNullable || isNull(0)) return spelled
  const bound = first.isDescending ? fragment`<=` : fragment`>=`
  return fragment<SqlBool>`(${row.column(first.column)} ${bound} ${value(first, 0)} and ${spelled})`
}
