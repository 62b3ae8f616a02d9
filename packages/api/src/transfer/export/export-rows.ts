import type { Actor } from '@plinth/core/actor'
import type { Predicate } from '@plinth/core/where'
import { fragment } from '@plinth/db/fragment'
import { type Build, type Executor, type RowRule, statement } from '@plinth/db/statement'
import type { Definition, Params } from '../../kit/resource/definition.ts'
import { filterPredicate } from '../../kit/resource/filters.ts'
import { afterPosition, keyColumns, keyName, orderedRow, orderOf, sortKeys } from '../../kit/resource/keyset.ts'
import { isSearching, matchesSearch, searchParams, searchTerms } from '../../kit/resource/search.ts'
import { columnsOf, decideChecks } from '../../kit/resource/select.ts'
import { csvRow } from '../import/csv-row.ts'
import { flatColumns } from '../import/flat-columns.ts'
import type { Format } from '../import/source-row.ts'
import { csvLine, jsonLine } from './line.ts'

/** The rows to export, and the format. */
export interface ExportInput {
  readonly format: Format
  /** Validated by the schema of the resource's filters. */
  readonly filter: Readonly<Record<string, unknown>>
  /** Fields that may be sorted by, with `-` for descending. */
  readonly sort: readonly string[] | undefined
  readonly search: string | undefined
}

/** The numbers of rows that a piece may have; the length of the previous rows decides which one is used. */
const sizes = [50, 500, 5_000] as const
const pieceLength = 2_000_000

const sizeMark = (size: number) => `up to ${size}`
const orderMark = 'order '
const formatMark = 'as '

type Piece = Record<string, unknown> & { text: string | null; rows: number }

const markOf = (q: Build<Params>, mark: string) =>
  Object.keys(q.names)
    .find((name) => name.startsWith(mark))
    ?.slice(mark.length) ?? ''

/** One piece of an export, which Postgres builds in one statement, with the sort keys of its last row. */
function pieces(definition: Definition, names: readonly string[]) {
  const { model, isSoft } = definition
  return statement<Params, Piece>(
    (q) => {
      const row = orderedRow(definition)
      const keys = sortKeys(definition, markOf(q, orderMark).split(','))
      const format = markOf(q, formatMark)
      const line = format === 'csv' ? csvLine(definition, names) : jsonLine(definition, names)
      const between = { csv: "E'\\r\\n'", ndjson: "E'\\n'", json: "E',\\n'" }[format] ?? "''"
      const where = fragment.and([
        q.check('rule', row),
        q.check('filter', row),
        isSoft && fragment`${row.column('removedAt')} is null`,
        isSearching(q) && matchesSearch(q, definition, row),
        q.has('isAfter') && afterPosition(q, keys, row),
      ])
      const last = keys.map(
        (_, nth) => fragment`(array_agg(${fragment.id(keyName(nth))}))[count(*)::int] as ${fragment.id(keyName(nth))}`,
      )
      const limit = sizes.find((size) => q.has(sizeMark(size))) ?? sizes[0]
      return fragment.statement<Piece>`select string_agg(${line}, ${fragment.raw(between)}) as "text", count(*)::int as "rows", ${fragment.list(last)}
        from (select ${columnsOf({ q, row, prefix: '', isFile: true }, definition, names)}, ${keyColumns(keys, row)}
          from ${fragment.id(model.table)} where ${where} order by ${orderOf(keys, row)} limit ${fragment.number(limit)}) as "page"`
    },
    { isOpen: true },
  )
}

const compiled = new WeakMap<Definition, ReturnType<typeof pieces>>()

/** The actor of an export, and the rule that applies. */
interface Exporting {
  readonly input: ExportInput
  readonly actor: Actor
  /** The part of the list rule that the statement must check. */
  readonly rule: RowRule
}

/**
 * The rows of a resource that an actor may list, as pieces of a file, in one order, without gaps or repetitions while others write: each
 * piece begins after the last row of the previous one. No connection is held while the client reads.
 */
export async function* exportRows(
  db: Executor,
  definition: Definition,
  { input, actor, rule }: Exporting,
): AsyncGenerator<string> {
  const { fields, defaultSort, search } = definition
  const { format } = input
  const names = Object.keys(fields)
  const statement = compiled.get(definition) ?? pieces(definition, names)
  compiled.set(definition, statement)
  const narrow: Record<string, boolean | Predicate> = { rule, filter: filterPredicate(definition, input.filter, actor) }
  const checks = { ...decideChecks(definition, names, actor), ...narrow }
  const sort = input.sort ?? defaultSort
  const text = search.length === 0 ? undefined : input.search?.trim()
  const sought = searchParams(searchTerms(text ?? ''), text)
  const shape = { [orderMark + sort.join()]: true, [formatMark + format]: true, ...sought }
  const keys = sortKeys(definition, sort)

  if (format === 'csv') yield csvRow(flatColumns(definition, names).map(({ name }) => name))
  if (format === 'json') yield '[\n'
  const end = { csv: '\r\n', ndjson: '\n', json: '' }[format]
  let size: number = sizes[0]
  let after: Params = {}
  for (let isFirst = true; ; isFirst = false) {
    const [piece] = await statement.run(db, { ...shape, ...after, [sizeMark(size)]: true }, checks)
    if (!piece || piece.rows === 0 || piece.text === null) break
    yield `${format === 'json' && !isFirst ? ',\n' : ''}${piece.text}${end}`
    if (piece.rows < size) break
    const perRow = piece.text.length / piece.rows
    size = sizes.findLast((next) => next * perRow <= pieceLength) ?? sizes[0]
    after = {
      isAfter: true,
      ...Object.fromEntries(keys.map((_, nth) => [keyName(nth), piece[keyName(nth)] ?? undefined])),
    }
  }
  if (format === 'json') yield '\n]\n'
}
