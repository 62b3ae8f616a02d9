import type { Actor } from '@plinth/core/actor'
import { newId } from '@plinth/core/id'
import { everyone, operator } from '@plinth/core/rule'
import { withSteps } from '@plinth/db/fragment'
import { statement } from '@plinth/db/statement'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { everyKind } from '../../../testing/every-kind.ts'
import { anOperator, aUser } from '../../../testing/factories.ts'
import { contextFor, runnerOf } from '../../../testing/in-process.ts'
import { choices, kindRow } from '../../../testing/random-kinds.ts'
import { declareScratch } from '../../../testing/scratch-model.ts'
import { startTestServer } from '../../../testing/test-server.ts'
import { exportRows } from '../../../transfer/export/export-rows.ts'
import type { Definition, Params } from '../definition.ts'
import { filterPredicate } from '../filters.ts'
import { sortParams } from '../keyset.ts'
import { pageQuery } from '../page-query.ts'
import { decideChecks } from '../select.ts'
import { decimal } from '../values.ts'
import type { Target } from '../verb-types.ts'
import { computed } from './computed.ts'
import { one } from './relation.ts'
import { sql } from './sql.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const { insert } = await everyKind(server)
beforeEach(() => server.rows('delete from kinds'))

type RowOfKind = typeof kindRow extends fc.Arbitrary<infer Row> ? Row : never

const rules = { read: everyone, create: everyone, update: everyone, remove: everyone }
const base = {
  name: 'sums',
  model: 'Kind',
  tenancy: 'global',
  labels: { one: 'sum', many: 'sums', title: 'code' },
  rules,
}

/** A computed field of every kind, over columns of every kind. */
const fields = {
  id: true,
  code: true,
  isMany: computed(sql`${'count'} > 100`, z.boolean()),
  isKnown: computed(sql`${'isOpen'}`, z.boolean().nullable()),
  next: computed(sql`${'big'} + ${'count'}`, z.int().nullable()),
  distance: computed(sql`abs(${'ratio'})`, z.number().nullable()),
  more: computed(sql`${'price'} + 1`, decimal.nullable()),
  exact: computed(sql`coalesce(${'price'}, 0)`, decimal),
  loud: computed(sql`upper(${'note'}) || '!'`, z.string().nullable()),
  size: computed(sql`case when ${'count'} > 0 then 'big' else 'small' end`, z.enum(['big', 'small'])),
  later: computed(sql`${'seenAt'} + interval '1 hour'`, z.date().nullable()),
  tomorrow: computed(sql`${'day'} + 1`, z.iso.date().nullable()),
  same: computed(sql`${'id'}`, z.uuid()),
  state: computed(sql`coalesce(${'mood'}, '')`, z.enum([...choices, ''])),
  fee: computed(sql`${'feeAmount'} / 100`, z.int().nullable()),
  forOperators: computed(sql`${'count'}::bigint + 1`, z.int().nullable(), { rule: operator }),
  version: true,
}
const sortable = [
  ...[
    'isMany',
    'isKnown',
    'next',
    'distance',
    'more',
    'exact',
    'loud',
    'size',
    'later',
    'tomorrow',
    'same',
    'state',
    'fee',
  ],
]
const declared = declareScratch({
  ...base,
  fields,
  creates: ['code'],
  updates: ['code'],
  filters: sortable,
  sorts: sortable,
  defaultSort: ['id'],
})
const { definition } = declared as unknown as { definition: Definition } // of `resource`
const [user, admin] = [await aUser(server), await anOperator(server)]
const run = runnerOf(declared.verbs, contextFor(server, user))
const runAsOperator = runnerOf(declared.verbs, contextFor(server, admin))

interface Page {
  items: Record<string, unknown>[]
  nextCursor: string | null
}
const list = (input: object) => run<Page>('list', input)

async function exported(format: 'csv' | 'ndjson', sort?: string[]): Promise<string> {
  const actor: Actor = { type: 'system', name: 'test' }
  let file = ''
  const input = { format, filter: {}, sort, search: undefined }
  for await (const piece of exportRows(server.database.open(), definition, { input, actor, rule: true })) file += piece
  return file
}

test('every kind of value is computed in get, list and export alike, as its schema says', async () => {
  const property = fc.asyncProperty(kindRow, async (given) => {
    await server.rows('delete from kinds')
    const { count, ratio, seenAt, day } = given
    await insert('c0', {
      ...given,
      price: '12.5',
      big: 1n,
      seenAt: seenAt && new Date(Math.min(+seenAt, 2 ** 42)),
      day: day && '2026-01-31',
    })
    const [row = {}] = (await list({})).items
    expect(await run('get', { id: row.id as string })).toEqual(row)
    expect(row).toMatchObject({
      isMany: count !== null && count > 100,
      isKnown: given.isOpen,
      next: count === null ? null : count + 1,
      distance: ratio === null ? null : Math.abs(ratio),
      more: '13.50000000000000000000',
      loud: given.note === null ? null : expect.stringMatching(/!$/),
      size: (count ?? 0) > 0 ? 'big' : 'small',
      later: seenAt && new Date(Math.min(+seenAt, 2 ** 42) + 3_600_000),
      tomorrow: day && '2026-02-01',
      same: row.id,
      state: given.mood ?? '',
      forOperators: null,
    })
    expect(definition.schemas.row.parse(row)).toEqual(row)
    const line = JSON.parse(await exported('ndjson'))
    expect(line).toMatchObject(JSON.parse(JSON.stringify({ ...row, forOperators: count === null ? null : count + 1 })))
    const [head = [], cells = []] = parse(await exported('csv')) as string[][]
    expect(cells[head.indexOf('isMany')]).toBe(String(row.isMany))
    expect(cells[head.indexOf('more')]).toBe(row.more)
  })
  await fc.assert(property, { numRuns: 40 })
})

test('a computed field with a rule reads null for others, and one over a ruled column needs a rule', async () => {
  await insert('c0', { ...(fc.sample(kindRow, 1)[0] as RowOfKind), count: 4, big: 4n })
  expect((await run<Page>('list', {})).items[0]).toMatchObject({ forOperators: null })
  expect((await runAsOperator<Page>('list', {})).items[0]).toMatchObject({ forOperators: 5 })
  const withSum = (sum: object) => () =>
    declareScratch({ ...base, fields: { id: true, count: { rule: operator }, sum }, creates: [], updates: [] })
  expect(withSum(computed(sql`${'count'} + 1`, z.int()))).toThrow(
    'sum is computed from count, which not everyone who reads the row may see. Give sum a `rule`',
  )
  expect(withSum(computed(sql`${'count'} + 1`, z.int(), { rule: operator }))).not.toThrow()
})

test('filters and orders by a computed field agree with what it reads, through all pages and in both directions', async () => {
  const rows = fc.sample(kindRow, 30)
  for (const [nth, given] of rows.entries())
    await insert(`c${nth}`, {
      ...given,
      big: BigInt(nth),
      count: nth % 3 === 0 ? null : nth * 20,
      price: nth % 4 === 0 ? null : `${nth % 5}.5`,
    })
  const all = (await list({ limit: 100 })).items
  for (const name of sortable) {
    for (const sort of [name, `-${name}`]) {
      const seen: unknown[] = []
      let cursor: string | undefined
      do {
        const page: Page = await list({ sort: [sort], limit: 7, cursor })
        seen.push(...page.items.map(({ id }) => id))
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      expect(new Set(seen).size, sort).toBe(all.length)
      const [whole] = [(await list({ sort: [sort], limit: 100 })).items]
      expect(seen, sort).toEqual(whole.map(({ id }) => id))
      const file = (await exported('ndjson', [sort]))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).id)
      expect(file, sort).toEqual(seen)
      const numbers = whole.map((row) => row[name]).filter((value) => typeof value === 'number')
      expect(numbers, sort).toEqual(numbers.toSorted((a, b) => (sort === name ? a - b : b - a)))
    }
  }
  for (const name of sortable) {
    const value = all.map((row) => row[name]).find((found) => found !== null)
    const same = (found: unknown) => JSON.stringify(found) === JSON.stringify(value)
    const codes = (found: Record<string, unknown>[]) => found.map(({ code }) => code).toSorted()
    const asked = async (condition: object) => codes((await list({ filter: { [name]: condition }, limit: 100 })).items)
    expect(await asked({ equals: value }), name).toEqual(codes(all.filter((row) => same(row[name]))))
    expect(await asked({ not: value }), name).toEqual(codes(all.filter((row) => !same(row[name]))))
    if (typeof value !== 'boolean') expect(await asked({ in: [value] }), name).toEqual(await asked({ equals: value }))
  }
  // A number outside the range of the expression's type matches nothing, and is not an error.
  expect(await list({ filter: { fee: { gt: 9_007_199_254_740_991 } } })).toMatchObject({ items: [] })
  for (const [name, value] of Object.entries({ tomorrow: '0000-01-01', later: new Date(8.64e15), same: 'x', loud: 1 }))
    await expect(list({ filter: { [name]: { equals: value } } }), name).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  expect(
    (await list({ filter: { isMany: { equals: false } }, total: 'exact', sort: ['next'] })).items.length,
  ).toBeGreaterThan(0)
})

test('a filter on a related row uses its computed field', async () => {
  const target = declareScratch({
    name: 'longOwners',
    model: 'Owner',
    tenancy: 'global',
    labels: { one: 'owner', many: 'owners', title: 'amount' },
    fields: { id: true, amount: true, letters: computed(sql`length(${'amount'})`, z.int()), version: true },
    rules,
    creates: [],
    updates: [],
    filters: ['letters'],
    sorts: ['letters'],
  }) as unknown as Target & { definition: Definition }
  const of = declareScratch({
    ...base,
    fields: { id: true, code: true, owner: one(target, ['id', 'letters'] as never, { isNullable: true }) },
    creates: [],
    updates: [],
    filters: ['owner.letters'],
  })
  const given = fc.sample(kindRow, 1)[0] as RowOfKind
  await insert('short', { ...given, owner: 'ab' })
  await insert('long', { ...given, owner: 'abcdef' })
  const call = runnerOf(of.verbs, contextFor(server, user))
  const found = await call<Page>('list', { filter: { 'owner.letters': { gt: 3 } } })
  expect(found.items).toMatchObject([{ code: 'long', owner: { letters: 6 } }])
})

test('an index on the expression serves the filter, the order and the next page', async () => {
  await server.rows(
    `insert into kinds (id, code, big, count) select gen_random_uuid(), 'g' || nth, nth, nth from generate_series(1, 5000) as nth`,
  )
  await server.rows(`create index kinds_next_idx on kinds (("big" + "count"), id)`)
  await server.rows(`create index kinds_many_idx on kinds ((coalesce(("count" > 100), false)), id)`)
  await server.rows('vacuum analyze kinds')
  const page = statement<Params, object>((q) => {
    const { steps, last } = pageQuery({ definition, q })
    return withSteps(steps, last)
  })
  const actor: Actor = { type: 'system', name: 'test' }
  const planOf = async (given: { sort: string; filter?: object; after?: Params }) => {
    const filter = filterPredicate(definition, { ...given.filter }, actor)
    const params = { ...sortParams([given.sort]), isUpTo20: true, ...given.after }
    const checks = { ...decideChecks(definition, definition.lists, actor), rule: true, filter }
    const { text, values } = page.prepare(params, checks)
    return JSON.stringify(await server.rows(`explain ${text}`, values))
  }
  expect(await planOf({ sort: 'next' })).toContain('Index Scan using kinds_next_idx')
  expect(await planOf({ sort: '-next' })).toContain('Index Scan Backward using kinds_next_idx')
  expect(await planOf({ sort: 'id', filter: { next: { gte: 9_990 } } })).toContain('kinds_next_idx')
  expect(await planOf({ sort: 'id', filter: { next: { in: [2, 4] } } })).toContain('kinds_next_idx')
  expect(await planOf({ sort: 'id', filter: { isMany: { equals: false } } })).toContain('kinds_many_idx')
  const after = { isAfter: true, 'key 0': '9000', 'key 1': newId() }
  expect(await planOf({ sort: 'next', after })).toContain('Index Scan using kinds_next_idx')
})

test('a computed field is no input: neither create nor update takes it', async () => {
  for (const given of [
    { code: 'a', isMany: true },
    { code: 'a', size: 'big' },
  ])
    await expect(run('create', given)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  await server.rows(`insert into kinds (id, code) values ($1, 'b')`, [newId()])
  const [row] = (await list({})).items
  await expect(run('update', { id: row?.id, version: 1, isMany: true })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  for (const name of ['creates', 'updates'])
    expect(() => declareScratch({ ...base, fields, creates: [], updates: [], [name]: ['isMany'] })).toThrow(
      'isMany is not a writable field of Kind',
    )
})

test('SQL that does not fit the model, asks other tables or holds a parameter is refused at the start', () => {
  const declare =
    (field: object, more: object = {}) =>
    () =>
      declareScratch({ ...base, fields: { id: true, field }, creates: [], updates: [], ...more })
  const number = (text: ReturnType<typeof sql>) => computed(text, z.int())
  const faults: [ReturnType<typeof sql>, string][] = [
    [sql`${'nothing'} + 1`, 'Kind has no column nothing'],
    [sql`(select count(*) from passwords)`, 'a query'],
    [sql`1 + (table users)`, 'a query'],
    [sql`"count" + 1`, 'a name in quotes'],
    [sql`${'count'} + $1`, 'a parameter'],
    [sql`1; drop index users_pkey`, 'a comment or a semicolon'],
    [sql`1 -- ${'count'}`, 'a comment or a semicolon'],
    [sql`'it is`, 'a text without its end'],
    [sql`(${'count'}) + 1)`, 'a parenthesis'],
    [sql`1) or (1`, 'a parenthesis'],
  ]
  for (const [text, message] of faults) expect(declare(number(text)), message).toThrow(message)
  expect(declare(computed(sql`${'note'} collate "und-x-icu" || 'select; -- $1 "'`, z.string()))).not.toThrow()
  expect(() =>
    declareScratch({ ...base, fields: { id: true, count: number(sql`1`) }, creates: [], updates: [] }),
  ).toThrow('Kind has a column of this name')
  for (const schema of [z.array(z.string()), z.object({}), z.int().optional(), z.string().transform(Number)])
    expect(() => computed(sql`1`, schema), schema.constructor.name).toThrow('cannot have this schema')
})

test('a field whose value changes with time is neither filtered nor sorted by, and the message says what to do', () => {
  const isLate = computed(sql`${'seenAt'} < now()`, z.boolean())
  const declare = (more: object) => () =>
    declareScratch({ ...base, fields: { id: true, isLate }, creates: [], updates: [], ...more })
  expect(declare({})).not.toThrow()
  expect(declare({ filters: ['isLate'] })).toThrow(
    /isLate cannot be filtered by: its value changes with time.*declare a question/,
  )
  expect(declare({ sorts: ['isLate'] })).toThrow(
    /isLate cannot be sorted by: its value changes with time.*declare a question/,
  )
})
