import { type Actor, requireUserId } from '@plinth/core/actor'
import { own } from '@plinth/core/rule'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { aUser } from '../../testing/factories.ts'
import { helpDesk, importLines } from '../../testing/help-desk.ts'
import { actorFor, contextFor, runnerOf } from '../../testing/in-process.ts'
import { startTestServer } from '../../testing/test-server.ts'
import type { Validated } from './definition.ts'
import { now } from './transition.ts'
import type { History } from './verbs/answers.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

// `validate` was asked about rows without the columns that follow others: each test compares what it was given with the row that is stored.
const asked: Validated[] = []
const { customer, ticket } = await helpDesk(server, {
  ticket: {
    derive: ({ input, actor }: { input: { source?: string }; actor: Actor }) => ({
      ownerId: requireUserId(actor),
      ...(input.source === 'given' && { source: 'derived', budgetCurrency: 'CHF' }),
    }),
    follow: {
      solvedAt: { of: 'state', value: (state: string) => (state === 'solved' ? new Date() : null) },
      source: { of: 'dueAt', value: (dueAt: Date | null) => (dueAt ? 'dated' : 'undated') },
    },
    validate: (given: Validated) => void asked.push(given),
  },
})
beforeEach(() => {
  asked.length = 0
})

const agent = await aUser(server)
const rule = own('ownerId')
const tickets = runnerOf(
  {
    ...ticket.verbs,
    solve: ticket.action({
      verb: 'solve',
      event: 'solved',
      rule,
      run: ({ set }: Settable) => set({ state: 'solved' }),
    }),
    close: ticket.transition({ verb: 'close', event: 'closed', rule, set: { state: 'solved' } }),
    hurry: ticket.transition({ verb: 'hurry', event: 'hurried', rule, set: { dueAt: now } }),
  } as never,
  contextFor(server, agent),
)
interface Settable {
  set(values: object): void
}
const dueAt = new Date('2030-01-01T10:00:00Z')
const aTicket = (more: object = {}) => tickets('create', { title: 'printer', ...more })

/** The row as `validate` takes it. */
async function stored(id: string) {
  const { customer: of, ...row } = await tickets<Record<string, unknown> & { customer: { id: string } | null }>('get', {
    id,
  })
  return { ...row, customer: of?.id ?? null }
}

/** Of each call, the last row that was asked about is the one that is stored. */
async function expectStored(id: string): Promise<void> {
  expect(asked.at(-1)?.after).toEqual(await stored(id))
}

test('a creation is asked about with what the server derives of it, which wins, and what the model presets', async () => {
  const { id: customerId } = await runnerOf(customer.verbs, contextFor(server, agent))('create', { name: 'ACME' })
  const { id } = await aTicket({ customer: customerId, dueAt, budget: { amount: 5, currency: 'EUR' } })
  expect(asked).toMatchObject([{ before: null, after: { id, state: 'open', source: 'mail', version: 1 } }])
  await expectStored(id)
  const derived = await aTicket({ source: 'given', budget: { amount: 5, currency: 'EUR' } })
  expect(asked.at(-1)?.after).toMatchObject({ source: 'derived', budget: { amount: 5, currency: 'CHF' } })
  await expectStored(derived.id)
  await tickets('createMany', { items: [{ title: 'many', source: 'given' }] })
  expect(asked.at(-1)?.after).toMatchObject({ title: 'many', source: 'derived' })
})

test('an update and a batch are asked about with the columns that follow those that they set', async () => {
  const { id } = await aTicket()
  await tickets('update', { id, version: 1, state: 'solved' })
  expect(asked.at(-1)).toMatchObject({
    before: { id, solvedAt: null, version: 1 },
    after: { solvedAt: expect.any(Date), version: 2 },
  })
  await expectStored(id)
  await tickets('updateMany', { items: [{ id, version: 2, state: 'open' }] })
  expect(asked.at(-1)).toMatchObject({ before: { solvedAt: expect.any(Date) }, after: { solvedAt: null } })
  await expectStored(id)
})

test('a column that follows another one keeps its value where that one is given as it is', async () => {
  const { id } = await aTicket({ state: 'solved', dueAt })
  await tickets('update', { id, version: 1, state: 'solved', dueAt: new Date(dueAt), source: 'other' })
  expect(asked.at(-1)?.after).toMatchObject({ solvedAt: null, source: 'mail' })
  await expectStored(id)
  await tickets('update', { id, version: 2, dueAt: new Date(0), source: 'other' })
  expect(asked.at(-1)?.after).toMatchObject({ source: 'dated' })
  await expectStored(id)
})

test('a column that follows another one is written alone, also where that one is null', async () => {
  const { id } = await aTicket()
  // `null is distinct from "dueAt"` was false, and the source stayed as it was.
  expect(await tickets('update', { id, version: 1, source: 'phone' })).toMatchObject({ source: 'phone' })
  await expectStored(id)
})

test('an action, a transition and a revert are asked about with what follows', async () => {
  const { id } = await aTicket()
  await tickets('solve', { id, version: 1 })
  expect(asked.at(-1)?.after).toMatchObject({ state: 'solved', solvedAt: expect.any(Date) })
  await expectStored(id)
  const { items } = await tickets<History>('history', { id })
  await tickets('revert', { id, version: 2, eventId: items.at(-1)?.id })
  expect(asked.at(-1)).toMatchObject({ before: { solvedAt: expect.any(Date) }, after: { solvedAt: null } })
  await expectStored(id)
  await tickets('close', { id, version: 3 })
  expect(asked.at(-1)?.after).toMatchObject({ state: 'solved', solvedAt: expect.any(Date) })
  await expectStored(id)
  await tickets('hurry', { id, version: 4 })
  expect(asked.at(-1)).toMatchObject({
    before: { dueAt: null, source: 'mail' },
    after: { dueAt: expect.any(Date), source: 'dated', version: 5 },
  })
})

test('an import is asked about with what is derived of a new row, and with what follows in a changed one', async () => {
  const actor = await actorFor(server, agent)
  const { id } = await aTicket()
  asked.length = 0
  const lines = [
    { title: 'new', source: 'given' },
    { id, title: 'changed', state: 'solved' },
  ]
  expect(await importLines(server, ticket, { actor, lines })).toMatchObject({ created: 1, updated: 1 })
  const [made] = await server.rows<{ id: string }>(`select id from tickets where title = 'new'`)
  const of = (before: boolean) => asked.find((each) => (each.before !== null) === before)?.after
  expect(of(false)).toEqual(await stored(made?.id ?? ''))
  expect(of(true)).toMatchObject({ title: 'changed', state: 'solved', solvedAt: expect.any(Date) })
  expect(of(true)).toEqual(await stored(id))
})
