import { everyone, nobody, operator, own } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { anOperator, aUser } from '../../testing/factories.ts'
import { helpDesk } from '../../testing/help-desk.ts'
import { contextFor, type Run, runnerOf } from '../../testing/in-process.ts'
import { declareScratch } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { write } from '../procedure.ts'
import { describe } from './describe.ts'
import type { History } from './verbs/answers.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const { ticket } = await helpDesk(server, {
  ticket: {
    updates: ['title', 'budget', 'dueAt'],
    follow: {
      solvedAt: { of: 'state', value: (state: string) => (state === 'solved' ? new Date() : null) },
      source: { of: 'dueAt', value: (dueAt: Date | null) => (dueAt ? 'dated' : 'undated') },
    },
  },
})
const agent = await aUser(server)
const rule = own('ownerId')
const transition = (verb: string, set: object) => ticket.transition({ verb, event: `${verb}Done`, rule, set } as never)
/** A write of the author's own: its event records one of the two columns of the budget. */
const raise = write({
  rule,
  input: z.strictObject({ id: z.uuid() }),
  output: z.object({ id: z.string() }),
  event: 'tickets.raised',
  async run({ db, access, hold, input: { id } }) {
    access.take()
    await hold(ticket, id)
    await db.tx.$executeRaw`update tickets set "budgetAmount" = 9, version = version + 1 where id = ${id}::uuid`
    return { subject: id, output: { id } }
  },
})
const tickets = runnerOf(
  {
    ...ticket.verbs,
    raise,
    solve: transition('solve', { state: 'solved' }),
    reopen: transition('reopen', { state: 'open' }),
    relabel: transition('relabel', { source: 'by hand' }),
  } as never,
  contextFor(server, agent),
)

/** Reverts to the state in which the row was made. */
async function revertToFirst(run: Run, { id, version }: { id: string; version: number }) {
  const { items } = await run<History>('history', { id })
  return run('revert', { id, version, eventId: items.at(-1)?.id })
}

test('revert names the fields that keep their present value, because only another verb sets them', async () => {
  const { id } = await tickets('create', { title: 'printer' })
  await tickets('solve', { id, version: 1 })
  await tickets('update', { id, version: 2, title: 'scanner' })
  // It answered 200 with the row, and nobody said that the ticket stayed solved.
  expect(await revertToFirst(tickets, { id, version: 3 })).toMatchObject({
    title: 'printer',
    state: 'solved',
    solvedAt: expect.any(Date),
    version: 4,
    notRestored: ['state', 'solvedAt'],
  })
})

test('a field that has its earlier value again is not named', async () => {
  const { id } = await tickets('create', { title: 'printer' })
  await tickets('solve', { id, version: 1 })
  await tickets('reopen', { id, version: 2 })
  await tickets('update', { id, version: 3, title: 'scanner' })
  expect(await revertToFirst(tickets, { id, version: 4 })).toMatchObject({ title: 'printer', notRestored: [] })
})

test('a column that follows a restored one is not named, unless that one has its earlier value', async () => {
  const { id } = await tickets('create', { title: 'printer' })
  await tickets('update', { id, version: 1, dueAt: new Date() })
  expect(await revertToFirst(tickets, { id, version: 2 })).toMatchObject({
    dueAt: null,
    source: 'undated',
    notRestored: [],
  })
  const other = await tickets('create', { title: 'scanner' })
  await tickets('relabel', { id: other.id, version: 1 })
  expect(await revertToFirst(tickets, { id: other.id, version: 2 })).toMatchObject({
    source: 'by hand',
    notRestored: ['source'],
  })
})

test('a field of two columns is restored as a whole where an event tells of one of them', async () => {
  const { id } = await tickets('create', { title: 'printer', budget: { amount: 1, currency: 'EUR' } })
  await tickets('raise', { id })
  // It was refused: the currency was missing in the value to be restored.
  expect(await revertToFirst(tickets, { id, version: 2 })).toMatchObject({ budget: { amount: 1, currency: 'EUR' } })
})

test('a field that the actor may not see is not named, and a secret one is, whose earlier value nothing knows', async () => {
  const hidden = declareScratch({
    name: 'hiddenTickets',
    model: 'Ticket',
    tenancy: 'global',
    labels: { one: 'ticket', many: 'tickets', title: 'title' },
    fields: {
      id: true,
      title: { isSecret: true },
      state: true,
      ownerId: true,
      source: { rule: operator },
      dueAt: true,
      version: true,
    },
    rules: { read: everyone, create: everyone, update: everyone, remove: nobody },
    creates: ['title', 'ownerId'],
    updates: ['title', 'dueAt'],
  }) as unknown as typeof ticket
  const change = hidden.transition({ verb: 'change', event: 'changed', rule: everyone, set: { source: 'x' } } as never)
  const as = (user: typeof agent) => runnerOf({ ...hidden.verbs, change } as never, contextFor(server, user))
  const { id } = await as(agent)('create', { title: 'one', ownerId: agent.me.id })
  await as(agent)('change', { id, version: 1 })
  await as(agent)('update', { id, version: 2, title: 'two' })
  expect(await revertToFirst(as(agent), { id, version: 3 })).toMatchObject({ notRestored: ['title'] })
  expect(await revertToFirst(as(await anOperator(server)), { id, version: 3 })).toMatchObject({
    notRestored: ['title', 'source'],
  })
})

test('the description of a resource says which fields a revert restores', () => {
  expect(describe(ticket.definition).restores).toEqual(['title', 'source', 'budget', 'dueAt'])
})

test('a resource with a field that is called as what a revert adds to its answer does not start', () => {
  const fields = { id: true, notRestored: z.string(), version: true }
  const declared = { name: 'taken', model: 'Ticket', tenancy: 'global', labels: { one: 'a', many: 'b', title: 'id' } }
  const rules = { read: everyone, create: everyone, update: everyone, remove: everyone }
  const columns = { ...ticket.definition.model.columns, notRestored: ticket.definition.model.columns.title }
  Object.assign(ticket.definition.model, { columns })
  expect(() => declareScratch({ ...declared, fields, rules, creates: [], updates: [] })).toThrow(
    'a field is called notRestored',
  )
})
