import { everyone, own } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { eventsOf } from '../../testing/events.ts'
import { aUser, type TestUser } from '../../testing/factories.ts'
import { contextFor, runnerOf } from '../../testing/in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { money, zonedTime } from './fields/composite.ts'
import { one } from './fields/relation.ts'
import type { Target } from './verb-types.ts'

// Events that were written before they named fields as the API does: with relations, money and zoned times by columns. The migration renames those of
// Plinth's own nouns alone.

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const [seller, buyer] = [await aUser(server), await aUser(server)]

const holder = scratchModel('Holder', { ...scratchBase, name: scratchColumn('String', 'text') })
const deal = scratchModel('Deal', {
  ...scratchBase,
  holderId: scratchColumn('String', 'uuid', { isNullable: true }),
  note: scratchColumn('String', 'text'),
  price: scratchColumn('BigInt', 'bigint', { isNullable: true }),
  currency: scratchColumn('String', 'text', { isNullable: true }),
  start: scratchColumn('DateTime', 'timestamptz(3)'),
  zone: scratchColumn('String', 'text'),
})
Object.assign(deal, { relations: { holder: { model: 'Holder', kind: 'optional', from: ['holderId'], to: ['id'] } } })
for (const model of [holder, deal]) await createTable(server, model)
for (const { me } of [seller, buyer]) await server.rows('insert into holders (id, name) values ($1, $2)', [me.id, 'x'])

const rules = { read: everyone, create: everyone, update: everyone, remove: everyone }
const holders = declareScratch({
  ...{ name: 'holders', model: 'Holder', tenancy: 'global', rules, creates: ['name'], updates: [] },
  labels: { one: 'holder', many: 'holders', title: 'name' },
  fields: { id: true, name: true, version: true },
}) as unknown as Target // its rows are of no type here
const writable = ['holder', 'note', 'price', 'start']
const deals = declareScratch({
  ...{ name: 'deals', model: 'Deal', tenancy: 'global', rules, creates: writable, updates: writable },
  labels: { one: 'deal', many: 'deals', title: 'id' },
  fields: {
    id: true,
    holder: one(holders, ['id', 'name'] as never, { isNullable: true, isWritable: true }), // fields of a noun without types
    note: { rule: own('holderId') },
    price: money({ amount: 'price', currency: 'currency' }, { isNullable: true }),
    start: zonedTime({ at: 'start', zone: 'zone' }),
    version: true,
  },
})
const runAs = (user: TestUser) => runnerOf(deals.verbs, contextFor(server, user))

const first = {
  holder: seller.me.id,
  note: 'what the seller wrote',
  price: { amount: 5_000_000_000, currency: 'EUR' },
  start: { at: new Date('2026-01-02T03:04:05.678Z'), zone: 'Europe/Berlin' },
}
const second = {
  ...first,
  note: 'handed over',
  price: { amount: 1, currency: 'USD' },
  start: { at: new Date(0), zone: 'UTC' },
}

/** Rewrites the events of a row as they were written before. */
const age = (id: string) => {
  const side = (name: string) => `${name} = (${name} - array['holder', 'price', 'start'])
    || case when ${name} ? 'holder' then jsonb_build_object('holderId', ${name}->'holder') else '{}' end
    || case when ${name} ? 'price' then jsonb_build_object('price', ${name}->'price'->'amount', 'currency', ${name}->'price'->'currency') else '{}' end
    || case when ${name} ? 'start' then jsonb_build_object('start', ${name}->'start'->'at', 'zone', ${name}->'start'->'zone') else '{}' end`
  return server.rows(`update events set ${side('before')}, ${side('after')} where subject = $1`, [id])
}

/** A row that goes from the seller to the buyer, who writes another note. */
async function sold(): Promise<string> {
  const { id } = await runAs(seller)('create', first)
  await runAs(seller)('update', { id, version: 1, ...second })
  await runAs(seller)('update', { id, version: 2, holder: buyer.me.id })
  await runAs(buyer)('update', { id, version: 3, note: 'what the buyer wrote' })
  await age(id)
  return id
}
interface Told {
  items: { before: Record<string, unknown> | null; after: Record<string, unknown> | null }[]
}

test('a field with a rule about a relation stays hidden where an event names the column of the relation', async () => {
  const id = await sold()
  const { items } = await runAs(buyer)<Told>('history', { id })
  expect(items).toHaveLength(4)
  expect(JSON.stringify(items)).toContain('what the buyer wrote')
  expect(JSON.stringify(items)).not.toContain('what the seller wrote')
  const seen = await runAs(seller)<Told>('history', { id })
  expect(JSON.stringify(seen.items)).not.toContain('what the buyer wrote')
  expect(items[2]).toMatchObject({
    before: { price: first.price, start: { at: '2026-01-02T03:04:05.678+00:00', zone: 'Europe/Berlin' } },
    after: { price: second.price },
  })
  expect(items[1]).toMatchObject({ before: { holder: seller.me.id }, after: { holder: buyer.me.id } })
})

test('a revert restores relations, money and zoned times from events that name columns', async () => {
  const { id } = await runAs(seller)('create', first)
  await runAs(seller)('update', { id, version: 1, ...second })
  await age(id)
  const [created] = await eventsOf(server, id)
  await runAs(seller)('revert', { id, version: 2, eventId: created?.id })
  expect(await runAs(seller)('get', { id })).toMatchObject({ ...first, holder: { id: seller.me.id } })
})
