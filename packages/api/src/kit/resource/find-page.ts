import { slices } from '@plinth/bounds/slices'
import { pageInput } from '@plinth/core/page'
import type { Predicate } from '@plinth/core/where'
import type { Database } from '@plinth/db/database'
import { withSteps } from '@plinth/db/fragment'
import { statement } from '@plinth/db/statement'
import { z } from 'zod'
import type { Caller } from '../context.ts'
import { listOf, ofKnown } from '../known-names.ts'
import type { Signer } from '../signer.ts'
import { decodeCursor, encodeCursor, type Held, holdKey } from './cursor.ts'
import type { Definition, Params } from './definition.ts'
import { filterPredicate } from './filters.ts'
import type { Reader } from './find-one.ts'
import { highlightRows } from './highlight-rows.ts'
import { edgeName, keyName, maxSorts, type SortKey, sortKeys, sortParams } from './keyset.ts'
import { asksRelations, maxEstimated, pageQuery, rankKeys, totalQuery } from './page-query.ts'
import { findPosition } from './position.ts'
import { likenessSettings, maxRanked, searchParams, searchTerms } from './search.ts'
import { decideChecks, rowReader } from './select.ts'
import type { Page } from './verbs/answers.ts'
import { pageWriter, type WrittenPage, type WrittenRow } from './written-page.ts'

/** The input of a list. */
export interface ListInput {
  cursor?: string | undefined
  limit?: number | undefined
  offset?: number | undefined
  filter?: Record<string, unknown> | undefined
  sort?: readonly string[] | undefined
  search?: string | undefined
  total?: 'none' | 'exact' | 'estimated' | undefined
  highlights?: boolean | undefined
  isTrash?: boolean | undefined
}

/** Skipped rows are read all the same: to go further, clients use the cursor. */
const maxOffset = 10_000
const maxCheapOffset = 1_000
/** A search ends after so many milliseconds: people change their words sooner than they wait longer. */
const searchMs = 2_000
/** An exact total reads all rows that it counts. */
const totalMs = 5_000

/** Input of `list`: page, filters, order, search, total. */
export function listInput({ schemas, sorts, search, isSoft }: Definition): z.ZodObject {
  const keys = sorts.flatMap((name) => [name, `-${name}`])
  const hasSearch = search.length > 0
  const shape = {
    ...pageInput,
    offset: z.int().min(0).max(maxOffset).optional(),
    filter: schemas.filter.optional(),
    ...(keys.length > 0 && {
      sort: z
        .array(z.enum(keys, ofKnown(keys, listOf(sorts, ', with "-" before it for descending'))))
        .min(1)
        .max(maxSorts)
        .refine(isWithoutRepetition, 'Expected each field once.')
        .optional(),
    }),
    ...(hasSearch && { search: z.string().max(200).optional(), highlights: z.boolean().optional() }),
    total: z.enum(['none', 'exact', 'estimated']).optional(),
    ...(isSoft && { isTrash: z.boolean().optional() }),
  }
  return z
    .strictObject(shape, ofKnown(Object.keys(shape)))
    .refine(({ cursor, offset }) => cursor === undefined || offset === undefined, {
      path: ['offset'],
      error: 'Expected a cursor or an offset, not both.',
    })
}

const isWithoutRepetition = (sort: readonly string[]) =>
  new Set(sort.map((key) => key.replace(/^-/, ''))).size === sort.length

/** The order by rank: no field has this name. */
const rankSort: readonly string[] = ['*']

/** Where a list is read, and for whom. */
interface ListPlace {
  db: Database
  signer: Signer
  caller: Pick<Caller, 'address'>
  /** The page may be one that Postgres has written. */
  takesWritten?: boolean | undefined
}

type ListRow = Record<string, unknown> & { total: number | null }

/** Reads pages of a resource, each in one statement. */
export function findPage(definition: Definition) {
  const { name, lists, defaultSort, search } = definition
  const read = rowReader(definition, lists)
  const positionOf = findPosition(definition)
  const writer = pageWriter(definition)
  const orders = new Map<string, readonly SortKey[]>()

  const page = statement<Params, ListRow>(
    (q) => {
      const { steps, last } = pageQuery({ definition, q, writer })
      return withSteps<ListRow>(steps, last)
    },
    { isOpen: true },
  )
  /** The total where there is no row to carry it: the page behind the last one. */
  const counted = statement<Params, { total: number }>(
    (q) => {
      const { steps, last } = totalQuery({ definition, q })
      return withSteps<{ total: number }>(steps, last)
    },
    { isOpen: true },
  )
  const keysOf = (sort: readonly string[]) => {
    const order = sort.join()
    const known = orders.get(order) ?? sortKeys(definition, sort)
    orders.set(order, known)
    return known
  }

  /** @throws PlinthError `INVALID_INPUT` when the cursor does not belong to this list in this order */
  return async (
    { db: pool, signer, caller, takesWritten = false }: ListPlace,
    input: ListInput,
    { actor, rule }: Reader,
  ): Promise<Page<Record<string, unknown>> | WrittenPage> => {
    const { limit = 20, offset = 0, total = 'none' } = input
    const text = search.length === 0 ? undefined : input.search?.trim()
    const sought = searchTerms(text ?? '')
    const isRanked = sought !== undefined && input.sort === undefined
    const sort = isRanked ? rankSort : (input.sort ?? defaultSort)
    const list = `${name}.list ${sort.join()}`
    const held = input.cursor === undefined ? [] : decodeCursor(signer, list, input.cursor)
    const after = await positionOf(pool, { held, sort }, rule)
    const filter = filterPredicate(definition, input.filter ?? {}, actor)
    const isHighlighting = input.highlights === true && sought !== undefined
    const isWritten = takesWritten && writer !== undefined && !isHighlighting
    const flag = (isOn: boolean) => (isOn ? true : undefined)
    const shared: Params = {
      ...searchParams(sought, text),
      text: isRanked ? text : undefined,
      rankTerms: isRanked ? sought.rankTerms : undefined,
      isRanked: flag(isRanked),
      isTrash: flag(input.isTrash === true),
      isEstimated: flag(total === 'estimated'),
    }
    const params: Params = {
      ...shared,
      ...sortParams(sort),
      isUpTo20: flag(limit <= 20),
      isUpTo50: flag(limit > 20 && limit <= 50),
      isTotal: flag(total !== 'none'),
      isHighlighting: flag(isHighlighting),
      isWritten: flag(isWritten),
      needle: isHighlighting ? sought.needle : undefined,
      isAfter: flag(input.cursor !== undefined),
      offset: offset > 0 ? offset : undefined,
      isShared: flag(total === 'exact' && !isRanked && (sought !== undefined || asksRelations(filter))),
      ...after,
    }
    const isSearch = text !== undefined && text !== ''
    const isCostly = isSearch || total === 'exact' || offset > maxCheapOffset
    const db = isCostly ? (isSearch ? pool.costly(searchMs, likenessSettings) : pool.costly(totalMs)) : pool
    const narrow: Record<string, boolean | Predicate> = { rule, filter }
    const isFirst = input.cursor === undefined && offset === 0
    const found = await page.run(db, params, { ...decideChecks(definition, lists, actor), ...narrow })
    const [first] = found.length > 0 || total === 'none' || isFirst ? found : await counted.run(db, shared, narrow)
    const keys = isRanked ? rankKeys : keysOf(sort)
    const rows = found.slice(0, limit)
    const last = found.length > limit ? rows.at(-1) : undefined
    const count = total === 'none' ? null : (first?.total ?? 0)
    const highlights = isHighlighting ? await highlightRows(rows, sought, slices.begin(caller.address)) : undefined
    const rest = {
      nextCursor: last ? encodeCursor(signer, list, cursorKeys(last, keys)) : null,
      total: count === null ? null : total === 'estimated' ? Math.min(count, maxEstimated) : count,
      isTotalExact: count !== null && (isRanked ? count < maxRanked : total === 'exact' || count <= maxEstimated),
    }
    // The statement has given them these columns.
    if (isWritten) return writer.page(rows as unknown as WrittenRow[], rest)
    return { items: rows.map((row) => read(pick(row, lists))), ...rest, ...(highlights && { highlights }) }
  }
}

/** What a cursor behind this row holds. */
function cursorKeys(row: Record<string, unknown>, keys: readonly SortKey[]): Held[] {
  const text = (name: string) => (row[name] ?? null) as string | null // text or null, by `cursorColumns`
  return keys.map((_, nth) => holdKey(text(keyName(nth)), text(edgeName(nth))))
}

/** The fields of a row, without what the statement returned beside them. */
function pick(row: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {}
  for (const name of names) picked[name] = row[name]
  return picked
}
