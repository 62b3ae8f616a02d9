import type { Predicate } from '@plinth/core/where'
import { type CommonTableExpressionStep, type Expression, fragment, type SqlBool } from '@plinth/db/fragment'
import type { Build } from '@plinth/db/statement'
import { type RowSource, tableRow } from '@plinth/db/where'
import type { Definition, Params } from './definition.ts'
import { afterPosition, cursorColumns, orderedRow, orderOf, type SortKey, sortIn, sortKeys } from './keyset.ts'
import { excerpt, isSearching, matchesSearch, rankedSearch } from './search.ts'
import { columnsOf } from './select.ts'
import type { pageWriter } from './written-page.ts'

/** The parts of a list from which its statement is built. */
interface Shape {
  readonly definition: Definition
  readonly q: Build<Params>
  /** Of a list whose rows Postgres writes as JSON. */
  readonly writer?: ReturnType<typeof pageWriter>
}

/** `with` steps, and the query after them. */
interface Query {
  readonly steps: Record<string, CommonTableExpressionStep>
  readonly last: Expression<unknown>
}

/** An estimated total stops counting here. */
export const maxEstimated = 10_000

export const rankKeys: readonly SortKey[] = [
  { column: 'rank', sql: 'float8', isDescending: true, isNullable: false },
  { column: 'id', sql: 'uuid', isDescending: true, isNullable: false },
]

/**
 * Whether a filter queries other tables. Then no index returns the rows in the order of the list, and page and total share the work of finding
 * them.
 */
export function asksRelations(predicate: boolean | Predicate): boolean {
  if (typeof predicate === 'boolean') return false
  switch (predicate.op) {
    case 'some':
    case 'none':
      return true
    case 'not':
      return asksRelations(predicate.of)
    case 'and':
    case 'or':
      return predicate.of.some(asksRelations)
    default:
      return false
  }
}

/** The conditions of the list, without its page: rule, filter and trash. */
function narrowed({ definition, q }: Shape): Expression<SqlBool> {
  const row = tableRow(definition.model.table)
  return fragment.and([
    q.check('rule', row),
    q.check('filter', row),
    definition.isSoft &&
      fragment`${row.column('removedAt')} is ${fragment.raw(q.has('isTrash') ? 'not null' : 'null')}`,
  ])
}

const matching = (shape: Shape) => {
  const { definition, q } = shape
  const isFilter = isSearching(q) && !q.has('isRanked')
  return isFilter
    ? fragment.and([narrowed(shape), matchesSearch(q, definition, tableRow(definition.model.table))])
    : narrowed(shape)
}

/** The total number of rows, as a fragment of a statement. */
function totalOf(shape: Shape): Expression<number> {
  const { definition, q } = shape
  const table = fragment.id(definition.model.table)
  if (q.has('isRanked') || q.has('isShared')) return fragment<number>`(select count(*)::int from "found")`
  if (q.has('isEstimated')) {
    return fragment<number>`(select count(*)::int from (select from ${table} where ${matching(shape)} limit ${fragment.number(maxEstimated + 1)}) as "counted")`
  }
  return fragment<number>`(select count(*)::int from ${table} where ${matching(shape)})`
}

/** The step `found`, where it comes first: ids and sort keys of all rows of the list. */
function foundSteps(shape: Shape, keys: readonly SortKey[]): Query['steps'] {
  const { definition, q } = shape
  const row = orderedRow(definition)
  if (q.has('isRanked')) return rankedSearch(q, definition, { row, narrowed: narrowed(shape) })
  if (!q.has('isShared')) return {}
  const columns = fragment.list(keys.map(({ column }) => fragment`${row.column(column)} as ${fragment.id(column)}`))
  return { found: fragment`select ${columns} from ${fragment.id(definition.model.table)} where ${matching(shape)}` }
}

/**
 * One row more than the page, in three steps written into the statement: if the limit is a parameter, Postgres estimates a tenth of all
 * rows and plans each execution again.
 */
const pageRows = (q: Build<Params>) => fragment.number(q.has('isUpTo20') ? 21 : q.has('isUpTo50') ? 51 : 101)

/** Characters of each search field that are scanned for marks: about 40,000 in total for a page of any size. */
const excerptLength = (q: Build<Params>) => (q.has('isUpTo20') ? 1_500 : q.has('isUpTo50') ? 800 : 400)

/** The rows to skip before the page, if the page is requested by offset. */
const skipped = (q: Build<Params>) => (q.has('offset') ? fragment` offset ${q.param('offset')}::int` : fragment``)

/** A page of the list, with the keys of each row and the total. */
export function pageQuery(shape: Shape): Query {
  const { definition, q } = shape
  const row = orderedRow(definition)
  const table = fragment.id(definition.model.table)
  const keys = q.has('isRanked') ? rankKeys : sortKeys(definition, sortIn(q))
  const found = foundSteps(shape, keys)
  const after = (of: RowSource) => q.has('isAfter') && afterPosition(q, keys, of)
  if (!('found' in found)) {
    const where = fragment.and([matching(shape), after(row)])
    const from = fragment`from ${table} where ${where} order by ${orderOf(keys, row)} limit ${pageRows(q)}${skipped(q)}`
    return { steps: {}, last: fragment`select ${pageColumns(shape, keys, row)} ${from}` }
  }
  // The page is limited before its rows are read in full.
  const [all, page] = [tableRow('found'), tableRow('page')]
  const cut = fragment`select * from "found" where ${fragment.and([after(all)])} order by ${orderOf(keys, all)} limit ${pageRows(q)}${skipped(q)}`
  return {
    steps: { ...found, page: cut },
    last: fragment`select ${pageColumns(shape, keys, page)} from "page" join ${table} on ${row.column('id')} = "page"."id"
      order by ${orderOf(keys, page)}`,
  }
}

function pageColumns(shape: Shape, keys: readonly SortKey[], keyRow: RowSource): Expression<unknown> {
  const { definition, q, writer } = shape
  const { model, lists, search } = definition
  const row = tableRow(model.table)
  const total = q.has('isTotal') ? totalOf(shape) : fragment<null>`null::int`
  const marked = () => fragment.jsonb(search.map((name) => [name, excerpt(q, row.column(name), excerptLength(q))]))
  const marks = q.has('isHighlighting') ? fragment`, ${marked()} as "highlights"` : fragment``
  const place = { q, row, prefix: '' }
  const columns = writer && q.has('isWritten') ? writer.columns(place) : columnsOf(place, definition, lists)
  return fragment`${columns}, ${cursorColumns(keys, keyRow)}, ${total} as "total"${marks}`
}

/** Only the total. */
export function totalQuery(shape: Shape): Query {
  return { steps: foundSteps(shape, rankKeys), last: fragment`select ${totalOf(shape)} as "total"` }
}
