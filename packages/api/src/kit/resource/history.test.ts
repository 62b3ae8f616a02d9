import { everyone, nobody, operator, own, type Rule, rows, signedIn } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { definitions } from '../../definitions.ts'
import { eventsOf } from '../../testing/events.ts'
import { anArticle, anOperator, aUser, type TestUser } from '../../testing/factories.ts'
import { type AnyRow, codeOf, contextFor, runnerOf } from '../../testing/in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { json, money, zonedTime } from './fields/composite.ts'
import { historyRule } from './history-rule.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const [owner, other] = [await aUser(server), await aUser(server)]

const maybe = { isNullable: true }
const dossier = scratchModel('Dossier', {
  ...scratchBase,
  ownerId: scratchColumn('String', 'uuid'),
  isOpen: scratchColumn('Boolean', 'boolean'),
  note: scratchColumn('String', 'text', maybe),
  exact: scratchColumn('Decimal', 'numeric(40,5)'),
  price: scratchColumn('Decimal', 'numeric(10,2)'),
  big: scratchColumn('BigInt', 'bigint', maybe),
  amount: scratchColumn('BigInt', 'bigint'),
  currency: scratchColumn('String', 'text'),
  startsAt: scratchColumn('DateTime', 'timestamptz(3)'),
  zone: scratchColumn('String', 'text'),
  day: scratchColumn('DateTime', 'date', maybe),
  traits: scratchColumn('Json', 'jsonb'),
})
await createTable(server, dossier)

const values = ['note', 'exact', 'price', 'big', 'cost', 'start', 'day', 'traits']
const declared = (rules: Partial<Record<'read' | 'update' | 'history', Rule>>, noteRule?: Rule) =>
  declareScratch({
    name: 'dossiers',
    model: 'Dossier',
    tenancy: 'global',
    labels: { one: 'dossier', many: 'dossiers', title: 'id' },
    fields: {
      id: true,
      ownerId: true,
      isOpen: true,
      note: noteRule ? { rule: noteRule } : true,
      exact: true,
      price: true,
      big: true,
      cost: money({ amount: 'amount', currency: 'currency' }),
      start: zonedTime({ at: 'startsAt', zone: 'zone' }),
      day: true,
      traits: json(z.json()),
      version: true,
    },
    rules: { read: everyone, create: everyone, update: everyone, remove: nobody, ...rules },
    creates: ['ownerId', 'isOpen', ...values],
    updates: ['isOpen', ...values],
  })
const first = {
  note: 'Ünïcode 京都 🙂',
  exact: '123456789012345678901234567890.12345',
  price: '9.99',
  big: 9_007_199_254_740_993n,
  cost: { amount: 9_007_199_254_740_991, currency: 'EUR' },
  start: { at: new Date('1969-10-25T00:30:00.123Z'), zone: 'Europe/Berlin' },
  day: '0099-02-28',
  traits: { deep: [{ n: 1.5 }, null, 'x'] },
}
const second = {
  note: null,
  exact: '0.00001',
  price: '10.00',
  big: null,
  cost: { amount: 1, currency: 'USD' },
  start: { at: new Date('2026-01-01T00:00:00Z'), zone: 'UTC' },
  day: null,
  traits: {},
}
const callsOf = ({ verbs }: ReturnType<typeof declareScratch>, user: TestUser) =>
  runnerOf(verbs, contextFor(server, user))
interface Told {
  items: { type: string; before: Record<string, unknown> | null; after: Record<string, unknown> | null }[]
}

test('every kind of field goes through change, history and revert without losing a digit', async () => {
  const run = callsOf(declared({}), owner)
  const { id } = await run('create', { ...first, ownerId: owner.me.id, isOpen: true })
  const made = await run('get', { id })
  await run('update', { id, version: 1, ...second })
  const [created, updated] = await eventsOf(server, id)
  expect(updated?.before).toMatchObject({ exact: first.exact, price: '9.99', big: '9007199254740993' })
  const { items } = await run<Told>('history', { id })
  expect(items[0]).toMatchObject({
    before: {
      ...{ exact: first.exact, price: '9.99', big: String(first.big), cost: first.cost, note: first.note },
      start: { at: '1969-10-25T00:30:00.123+00:00', zone: first.start.zone },
    },
    after: { exact: second.exact, price: '10.00', big: null, cost: second.cost },
  })
  await run('revert', { id, version: 2, eventId: created?.id })
  expect(await run('get', { id })).toEqual({ ...made, version: 3 })
})

test('events of earlier versions, with decimals as numbers, are read and restored exactly', async () => {
  const run = callsOf(declared({}), owner)
  const { id } = await run('create', { ...first, ownerId: owner.me.id, isOpen: true })
  await run('update', { id, version: 1, exact: second.exact, big: 1 })
  const [created, updated] = await eventsOf(server, id)
  await server.rows(
    `update events set before = before || jsonb_build_object('exact', ${first.exact}, 'big', 9007199254740993::bigint) where id = $1`,
    [updated?.id],
  )
  const { items } = await run<Told>('history', { id })
  expect(items[0]?.before).toMatchObject({ exact: first.exact, big: String(first.big) })
  await run('revert', { id, version: 2, eventId: created?.id })
  expect(await run('get', { id })).toMatchObject({ exact: first.exact, big: first.big })
})

test('an earlier value of a field is shown and restored only where its rule held for the row as it was', async () => {
  const noun = declared({}, rows({ isOpen: { equals: true } }))
  const [all, limited] = [callsOf(declared({}), owner), callsOf(noun, other)]
  const { id } = await all('create', { ...first, ownerId: owner.me.id, isOpen: false, note: 'closed secret' })
  await all('update', { id, version: 1, note: 'clean' })
  await all('update', { id, version: 2, isOpen: true })
  await all('update', { id, version: 3, note: 'open words' })
  expect(await limited('get', { id })).toMatchObject({ note: 'open words' })
  const { items } = await limited<Told>('history', { id })
  expect(JSON.stringify(items)).not.toContain('closed secret')
  expect(items[0]).toMatchObject({ before: { note: 'clean' }, after: { note: 'open words' } })
  const [created] = await eventsOf(server, id)
  expect(await codeOf(limited('revert', { id, version: 4, eventId: created?.id }))).toBe('FORBIDDEN')
  expect(await limited('get', { id })).toMatchObject({ note: 'open words', version: 4 })
})

test('a history rule of its own decides, also for a revert, and never for somebody who may not read the row', async () => {
  const create = async () =>
    (await callsOf(declared({}), owner)('create', { ...first, ownerId: owner.me.id, isOpen: true })) as AnyRow
  const { id } = await create()
  const [event] = await eventsOf(server, id)
  const revert = { id, version: 1, eventId: event?.id }
  const owned = declared({ history: own('ownerId') })
  expect(await codeOf(callsOf(owned, owner)('history', { id }))).toBe('OK')
  expect(await codeOf(callsOf(owned, other)('history', { id }))).toBe('NOT_FOUND')
  expect(await codeOf(callsOf(owned, other)('revert', revert))).toBe('NOT_FOUND')
  const open = declared({ history: signedIn, update: nobody })
  expect(await codeOf(callsOf(open, other)('history', { id }))).toBe('OK')
  const unread = declared({ read: own('ownerId'), history: everyone })
  expect(await codeOf(callsOf(unread, other)('history', { id }))).toBe('NOT_FOUND')
  const fixed = declared({ update: nobody })
  expect(await codeOf(callsOf(fixed, owner)('history', { id }))).toBe('FORBIDDEN')
  expect(await codeOf(callsOf(fixed, await anOperator(server))('history', { id }))).toBe('OK')
})

test('no noun shows earlier states to people who may read and not update it, unless it says so', () => {
  const people = [
    { type: 'anonymous' },
    { type: 'user', userId: other.me.id, sessionId: other.me.id, isOperator: false },
  ] as const
  for (const { name, rules } of Object.values(definitions)) {
    if (rules.history) continue
    for (const actor of people) {
      const [may, updates] = [historyRule(rules)(actor), rules.update(actor)]
      if (updates === false) expect(may, name).toBe(false)
      else if (updates !== true) expect(may, name).not.toBe(true)
    }
  }
  expect(historyRule({ read: everyone, create: nobody, update: nobody, remove: nobody })).toSatisfy(
    (rule: Rule) => rule(people[1]) === false && operator({ ...people[1], isOperator: true }),
  )
})

test('a noun shows its own fields of the events of a row, not what another noun over the same table wrote', async () => {
  const { id } = await anArticle(owner)
  await server.rows(`update events set after = after || '{"internal": "not a field"}' where subject = $1`, [id])
  const { items } = await owner.api.articles.history.query({ id })
  expect(JSON.stringify(items)).not.toContain('not a field')
})
