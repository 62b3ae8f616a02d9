import { everyone, own, signedIn } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { eventsOf } from '../../testing/events.ts'
import { aUser } from '../../testing/factories.ts'
import { contextFor, runnerOf } from '../../testing/in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const person = await aUser(server)

const optional = { isNullable: true }
const model = scratchModel('Price', {
  ...scratchBase,
  code: scratchColumn('String', 'text'),
  amount: scratchColumn('Decimal', 'numeric(10,2)', optional),
  exactly: scratchColumn('Decimal', 'numeric(40,5)', optional),
  whole: scratchColumn('Int', 'integer', optional),
  done: scratchColumn('Boolean', 'boolean', optional),
  traits: scratchColumn('Json', 'jsonb', optional),
})
await createTable(server, model)
await server.rows('create unique index "prices_code_key" on prices (code)')
const writable = ['code', 'amount', 'exactly', 'whole', 'done', 'traits']
const declared = declareScratch({
  name: 'prices',
  model: 'Price',
  tenancy: 'global',
  labels: { one: 'price', many: 'prices', title: 'code' },
  fields: {
    id: true,
    ...Object.fromEntries(writable.map((name) => [name, true])),
    code: z.string().max(40),
    version: true,
  },
  rules: { read: everyone, create: signedIn, update: signedIn, remove: signedIn },
  creates: writable,
  updates: writable,
  filters: ['whole', 'done', 'code', 'amount', 'traits'],
  conflicts: { prices_code_key: { code: 'ALREADY_EXISTS', field: 'code' } },
})
const run = runnerOf(declared.verbs, contextFor(server, person))
type Page = { items: { id: string; before: object | null; after: object | null }[] }

const huge = '123456789012345678901234567890.12345'

test('decimals keep each digit in events, in the history and in a revert', async () => {
  const { id } = await run('create', { code: 'exact', amount: '9.90', exactly: huge })
  await run('update', { id, version: 1, amount: '10.00', exactly: '1.00000' })
  expect((await eventsOf(server, id))[1]).toMatchObject({
    before: { amount: '9.90', exactly: huge },
    after: { amount: '10.00', exactly: '1.00000' },
  })
  const { items } = await run<Page>('history', { id })
  expect(items[0]).toMatchObject({ before: { amount: '9.90', exactly: huge }, after: { amount: '10.00' } })
  await run('revert', { id, version: 2, eventId: items[1]?.id ?? '' })
  expect(await run('get', { id })).toMatchObject({ amount: '9.90', exactly: huge, version: 3 })
})

test('an event that holds decimals as numbers is read and reverted with each digit', async () => {
  const { id } = await run('create', { code: 'numbers', amount: '1.50', exactly: '1.00000' })
  await run('update', { id, version: 1, amount: '2.00', exactly: '2.00000' })
  await server.rows(
    `update events set before = before || jsonb_build_object('amount', 9.99::numeric(10,2), 'exactly', $2::numeric)
      where subject = $1 and type = 'prices.updated'`,
    [id, huge],
  )
  const { items } = await run<Page>('history', { id })
  expect(items[0]?.before).toMatchObject({ amount: '9.99', exactly: huge })
  await run('revert', { id, version: 2, eventId: items[1]?.id ?? '' })
  expect(await run('get', { id })).toMatchObject({ amount: '9.99', exactly: huge })
})

test('a revert to a value that another row has by now names the field', async () => {
  const { id } = await run('create', { code: 'taken once' })
  await run('update', { id, version: 1, code: 'given up' })
  await run('create', { code: 'taken once' })
  const { items } = await run<Page>('history', { id })
  await expect(run('revert', { id, version: 2, eventId: items[1]?.id ?? '' })).rejects.toMatchObject({
    cause: { code: 'ALREADY_EXISTS', fields: { code: [expect.any(String)] } },
  })
})

test('not equal includes rows without a value, for every kind of field and at a path of JSON', async () => {
  await server.rows('delete from prices')
  await run('create', { code: 'two', whole: 2, done: true, amount: '2.00', traits: { n: 2 } })
  await run('create', { code: 'three', whole: 3, done: false, amount: '3.00', traits: { n: 3 } })
  await run('create', { code: 'none' })
  const codes = async (filter: object) =>
    (await run<{ items: { code: string }[] }>('list', { filter })).items.map(({ code }) => code).toSorted()
  const others = ['none', 'three']
  expect(await codes({ whole: { not: 2 } })).toEqual(others)
  expect(await codes({ done: { not: true } })).toEqual(others)
  expect(await codes({ amount: { not: '2.00' } })).toEqual(others)
  expect(await codes({ traits: { path: ['n'], not: 2 } })).toEqual(others)
  expect(await codes({ code: { not: 'two' } })).toEqual(others)
  // Beside another comparison both hold, and null is an answer of its own.
  expect(await codes({ whole: { not: 2, gt: 1 } })).toEqual(['three'])
  expect(await codes({ whole: { not: null } })).toEqual(['three', 'two'])
})

test('a rule with `not` shows no row without a value', async () => {
  const ruled = declareScratch({
    name: 'prices',
    model: 'Price',
    tenancy: 'global',
    labels: { one: 'price', many: 'prices', title: 'code' },
    fields: { id: true, code: true, version: true },
    rules: { read: () => ({ whole: { not: 2 } }), create: signedIn, update: own('id'), remove: signedIn },
    creates: [],
    updates: [],
  })
  const found = await runnerOf(ruled.verbs, contextFor(server, person))<{ items: { code: string }[] }>('list', {})
  expect(found.items.map(({ code }) => code)).toEqual(['three'])
})

test('JSON with a key `constructor` goes in and out over tRPC, and `__proto__` is refused by every transport', async () => {
  const traits = { constructor: { prototype: [1] }, toString: 'x' }
  const { id } = await run('create', { code: 'keys', traits })
  expect((await run('get', { id })).traits).toEqual(traits)
  const once = runnerOf(declared.verbs, { ...contextFor(server, person), idempotencyKey: 'keys' })
  const first = await once('create', { code: 'once', traits })
  expect(await once('create', { code: 'once', traits })).toEqual(first)
  const headers = { ...person.client.headers(), 'content-type': 'application/json' }
  const body = '{"title":"x","description":"","body":"","tags":[],"__proto__":{"a":1}}'
  const rest = await fetch(`${server.url}/api/v1/articles`, { method: 'POST', headers, body })
  const single = await fetch(`${server.url}/api/trpc/articles.create`, {
    method: 'POST',
    headers,
    body: `{"json":${body}}`,
  })
  const batch = await fetch(`${server.url}/api/trpc/articles.create?batch=1`, {
    method: 'POST',
    headers,
    body: `{"0":{"json":${body}}}`,
  })
  for (const answer of [rest, single, batch]) {
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('__proto__')
  }
})
