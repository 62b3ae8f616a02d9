import { newId } from '@plinth/core/id'
import { everyone, rows, signedIn } from '@plinth/core/rule'
import { fragment } from '@plinth/db/fragment'
import { statement } from '@plinth/db/statement'
import { tableRow } from '@plinth/db/where'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { aUser } from '../../testing/factories.ts'
import { type AnyRow, codeOf, contextFor, runnerOf } from '../../testing/in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'
import type { Definition } from './definition.ts'
import { one } from './fields/relation.ts'
import { filterPredicate } from './filters.ts'
import type { Target } from './verb-types.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const list = { isList: true }
const columns = {
  words: scratchColumn('String', 'text[]', list),
  codes: scratchColumn('String', 'character varying(10)[]', list),
  smalls: scratchColumn('Int', 'smallint[]', list),
  bigs: scratchColumn('BigInt', 'bigint[]', list),
  reals: scratchColumn('Float', 'real[]', list),
  exacts: scratchColumn('Decimal', 'numeric(20,4)[]', list),
  flags: scratchColumn('Boolean', 'boolean[]', list),
  moods: scratchColumn('Mood', '"Mood"[]', { ...list, values: ['calm', 'wild'] }),
  links: scratchColumn('String', 'uuid[]', list),
  readers: scratchColumn('String', 'text[]', list),
  // Prisma does not write it this way, but a migration may.
  given: scratchColumn('String', 'text[]', { ...list, hasDefault: true, preset: '{a}' }),
}
const names = Object.keys(columns)
const shelf = scratchModel('Shelf', { ...scratchBase, ...columns })
await server.rows(`create type "Mood" as enum ('calm', 'wild')`)
await createTable(server, shelf)
await server.rows('alter table shelfs alter column words set not null')
await server.rows('create index on shelfs using gin (words)')
await server.rows('create index on shelfs using gin (codes)')

const base = { tenancy: 'global', labels: { one: 'shelf', many: 'shelves', title: 'id' }, model: 'Shelf' }
const open = { read: everyone, create: everyone, update: everyone, remove: everyone }
const fields = { id: true, ...Object.fromEntries(names.map((name) => [name, true])), version: true }
const written = { creates: names, updates: names, filters: names }
const shelves = declareScratch({ ...base, ...written, name: 'shelves', rules: open, fields }) as ReturnType<
  typeof declareScratch
> & { definition: Definition } // of `resource`
const user = contextFor(server, await aUser(server))
const run = runnerOf(shelves.verbs, user)

const full = {
  words: ['a', 'a', 'it"s {x}, \\', '', 'null', '😀'],
  codes: ['abcdefghij'],
  smalls: [32_767, -1],
  bigs: [2n ** 63n - 1n, -(2n ** 53n) - 1n],
  reals: [1.5],
  exacts: ['1.5000', '-0.0001'],
  flags: [true, false],
  moods: ['wild', 'wild'],
  links: [newId()],
  readers: ['ada'],
  given: [],
}
const fullId = (await run('create', full)).id
const emptyId = (await run('create', {})).id
const oldId = newId()
await server.rows(`insert into shelfs (id, words) values ($1, '{}')`, [oldId])

const idsOf = async (filter: object, by = run) =>
  (await by<{ items: AnyRow[] }>('list', { filter })).items.map(({ id }) => id).toSorted()

test('lists of every type come back as they were written, and a list that nobody gave is empty', async () => {
  expect(await run('get', { id: fullId })).toMatchObject(full)
  const empty = Object.fromEntries(names.map((name) => [name, name === 'given' ? ['a'] : []]))
  expect(await run('get', { id: emptyId })).toMatchObject(empty)
  expect(await run('get', { id: oldId })).toMatchObject(empty)
  const { id, version } = await run('create', full)
  await run('update', { id, version, words: [], bigs: [1n] })
  expect(await run('get', { id })).toMatchObject({ ...full, words: [], bigs: [1n] })
  await run('remove', { id })
})

test.each(names.filter((name) => name !== 'given'))('%s is found by its entries', async (name) => {
  const values = full[name as keyof typeof full] as unknown[] // one of its keys
  const [first] = values
  expect(await idsOf({ [name]: { has: first } })).toEqual([fullId])
  expect(await idsOf({ [name]: { hasSome: values } })).toEqual([fullId])
  expect(await idsOf({ [name]: { hasEvery: values } })).toEqual([fullId])
  expect(await idsOf({ [name]: { isEmpty: false } })).toEqual([fullId])
  expect(await idsOf({ [name]: { isEmpty: true } })).toEqual([emptyId, oldId].toSorted())
  expect(await idsOf({ [name]: { isEmpty: true, has: first } })).toEqual([])
  expect(await codeOf(run('list', { filter: { [name]: { equals: values } } }))).toBe('INVALID_INPUT')
  expect(await codeOf(run('list', { filter: { [name]: { hasSome: [] } } }))).toBe('INVALID_INPUT')
})

test('an entry beyond the length or the range of its type is not found, and cannot be written', async () => {
  expect(await idsOf({ codes: { has: 'abcdefghijk' } })).toEqual([])
  expect(await codeOf(run('create', { smalls: [40_000] }))).toBe('INVALID_INPUT')
  expect(await codeOf(run('list', { filter: { smalls: { has: 40_000 } } }))).not.toBe('INTERNAL')
  expect(await codeOf(run('create', { codes: ['abcdefghijk'] }))).toBe('INVALID_INPUT')
  expect(await codeOf(run('create', { words: ['x'.repeat(501)] }))).toBe('INVALID_INPUT')
  expect(await codeOf(run('create', { words: Array.from({ length: 201 }, () => 'x') }))).toBe('INVALID_INPUT')
  // The longest text that is let in fits into the index.
  const { id } = await run('create', { words: ['😀'.repeat(250)] })
  await run('remove', { id })
})

test('a filter by an entry goes through the GIN index', async () => {
  await server.rows(`insert into shelfs (id, words, codes) select gen_random_uuid(), array['w' || n, 'x' || n % 7], array['c' || n]
    from generate_series(1, 20000) as n`)
  await server.rows('analyze shelfs')
  const explained = statement<Record<string, never>, { 'QUERY PLAN': string }>(
    (q) => fragment.statement`explain select id from shelfs where ${q.check('filter', tableRow('shelfs'))}`,
  )
  for (const filter of [
    { words: { has: 'w77' } },
    { words: { hasSome: ['w77', 'gone'] } },
    { words: { hasEvery: ['w77', 'x0'] } },
    { codes: { has: 'c77' } },
  ]) {
    const asked = filterPredicate(shelves.definition, filter, { type: 'anonymous' })
    const plan = await explained.run(server.database.open(), {}, { filter: asked })
    expect(JSON.stringify(plan)).toContain('Bitmap Index Scan on shelfs_')
    const { items } = await run<{ items: AnyRow[] }>('list', { filter })
    expect([filter, items]).toMatchObject([filter, [{ words: ['w77', 'x0'] }]])
  }
  await server.rows(`delete from shelfs where words[1] like 'w%'`)
})

test('a rule may ask for the entries of a list: of rows, of the row as it would be, and of an earlier state', async () => {
  const mine = rows<{ readers: string[] }>({ readers: { has: 'ada' } })
  const ruled = declareScratch({
    ...{
      ...base,
      ...written,
      name: 'ruled',
      filters: [],
      fields: { ...fields, codes: { rule: mine, isNullable: true } },
    },
    rules: { read: everyone, create: mine, update: signedIn, remove: signedIn, history: signedIn },
  })
  const as = runnerOf(ruled.verbs, user)
  expect(await codeOf(as('create', { readers: ['eve'] }))).toBe('FORBIDDEN')
  expect(await codeOf(as('create', {}))).toBe('FORBIDDEN')
  const { id } = await as('create', { readers: ['ada', 'eve'], codes: ['one'] })
  expect(await as('get', { id })).toMatchObject({ codes: ['one'] })
  await as('update', { id, version: 1, readers: ['eve'] })
  expect(await as('get', { id })).toMatchObject({ codes: null })
  const shown = async () =>
    (await as<{ items: { after: object }[] }>('history', { id })).items.map(({ after }) => 'codes' in after)
  expect(await shown()).toEqual([false, false])
  await as('update', { id, version: 2, readers: ['ada'] })
  expect(await shown()).toContain(true)
  await as('remove', { id })
})

test('an earlier state is restored with its digits; lists of before the event count as empty', async () => {
  await run('update', { id: oldId, version: 1, ...full })
  const { items } = await run<{ items: { id: string; before: object; after: object }[] }>('history', { id: oldId })
  expect(items[0]).toMatchObject({
    before: { smalls: [], bigs: [] },
    after: { bigs: ['9223372036854775807', '-9007199254740993'], exacts: ['1.5000', '-0.0001'] },
  })
  await run('update', { id: oldId, version: 2, ...Object.fromEntries(names.map((name) => [name, []])) })
  await run('revert', { id: oldId, version: 3, eventId: items[0]?.id ?? '' })
  expect(await run('get', { id: oldId })).toMatchObject(full)
  await server.rows('delete from shelfs where id = $1', [oldId])
})

test('a list of another noun is read and filtered through a relation', async () => {
  const box = scratchModel('Box', { ...scratchBase, shelfId: scratchColumn('String', 'uuid') })
  Object.assign(box, { relations: { shelf: { model: 'Shelf', kind: 'one', from: ['shelfId'], to: ['id'] } } })
  await createTable(server, box)
  const boxes = declareScratch({
    ...{
      name: 'boxes',
      tenancy: 'global',
      labels: { one: 'box', many: 'boxes', title: 'id' },
      model: 'Box',
      rules: open,
    },
    fields: { id: true, shelf: one(shelves as unknown as Target, names as never, { isWritable: true }) }, // rows of no type here
    ...{ creates: ['shelf'], updates: [], filters: ['shelf.words', 'shelf.bigs'] },
  })
  const boxed = runnerOf(boxes.verbs, user)
  const { id } = await boxed('create', { shelf: fullId })
  await boxed('create', { shelf: emptyId })
  expect((await boxed('get', { id })).shelf).toEqual(full)
  expect(await idsOf({ 'shelf.words': { has: 'a' }, 'shelf.bigs': { isEmpty: false } }, boxed)).toEqual([id])
})

test('a list that cannot be is refused at the start', () => {
  scratchModel('Wrong', {
    ...scratchBase,
    times: scratchColumn('DateTime', 'timestamptz(3)[]', list),
    docs: scratchColumn('Json', 'jsonb[]', list),
    words: scratchColumn('String', 'text[]', list),
  })
  const declare = (more: object) => () =>
    declareScratch({
      ...base,
      ...{ name: 'wrongs', model: 'Wrong', rules: open, creates: [], updates: [] },
      fields: { id: true, words: z.array(z.string()) },
      ...more,
    })
  expect(declare({})).not.toThrow()
  expect(declare({ fields: { id: true, times: true } })).toThrow('times is a list of dateTime, which no field shows')
  expect(declare({ fields: { id: true, docs: true } })).toThrow('docs is a list of json')
  expect(declare({ search: ['words'] })).toThrow('words cannot be searched')
  expect(declare({ sorts: ['words'] })).toThrow('words has no order')
})
