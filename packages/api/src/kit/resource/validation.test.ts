import { own } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { countEvents } from '../../testing/events.ts'
import { aUser } from '../../testing/factories.ts'
import { helpDesk, importLines } from '../../testing/help-desk.ts'
import { actorFor, codeOf, contextFor, runnerOf } from '../../testing/in-process.ts'
import { startTestServer } from '../../testing/test-server.ts'
import type { Validated } from './definition.ts'
import { now } from './transition.ts'
import type { History } from './verbs/answers.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

interface Ticket {
  title: string
  state: string
  source: string | null
  customer: string | null
  budget: { amount: number; currency: string } | null
  dueAt: Date | null
  solvedAt: Date | null
}
const asked: Validated<Ticket>[] = []
const needsBudget = 'A solved ticket needs a budget in EUR.'
const { customer, ticket } = await helpDesk(server, {
  ticket: {
    validate(given: Validated<Ticket>) {
      asked.push(given)
      const { before, after } = given
      if (after.state === 'solved' && after.budget?.currency !== 'EUR') return { budget: needsBudget }
      if (before?.state === 'solved' && after.state === 'open') return { state: 'A solved ticket stays solved.' }
      return undefined
    },
    conflicts: {
      tickets_due: { field: 'dueAt', message: 'A ticket is due after the year 2000.' },
      tickets_title_key: { field: 'title', message: 'There is a ticket of this title.' },
      tickets_shout: { field: 'title', message: 'A title is not written in capitals.' },
    },
  },
})
await server.rows(`alter table tickets add constraint tickets_due check ("dueAt" > '2000-01-01')`)
await server.rows('create unique index tickets_title_key on tickets (title)')
await server.rows(`create function no_shouting() returns trigger language plpgsql as $$ begin
  if new.title = upper(new.title) then raise 'capitals' using errcode = 'check_violation', constraint = 'tickets_shout'; end if;
  return new; end $$`)
await server.rows('create trigger shout before insert or update on tickets for each row execute function no_shouting()')

const agent = await aUser(server)
const setState = ticket.action({
  verb: 'setState',
  event: 'stateSet',
  rule: own('ownerId'),
  run: ({ set }) => set({ state: 'solved' }),
})
const close = ticket.transition({
  verb: 'close',
  event: 'closed',
  rule: own('ownerId'),
  set: { state: 'solved', solvedAt: now },
})
const tickets = runnerOf({ ...ticket.verbs, setState, close } as never, contextFor(server, agent))
const customers = runnerOf(customer.verbs, contextFor(server, agent))
const euro = { amount: 100, currency: 'EUR' }
let nth = 0
const aTicket = (more: object = {}) => tickets('create', { title: `ticket ${nth++}`, ...more })

const at = (field: string, message: string) => ({ cause: { code: 'INVALID_INPUT', fields: { [field]: [message] } } })
const failed = (field: string, message: string) => ({ code: 'INVALID_INPUT', fields: { [field]: [message] } })

test('every way of writing one row is validated with the row before and after, and refused at the field', async () => {
  await expect(aTicket({ state: 'solved' })).rejects.toMatchObject(at('budget', needsBudget))
  await expect(aTicket({ state: 'solved', budget: { amount: 1, currency: 'USD' } })).rejects.toMatchObject(
    at('budget', needsBudget),
  )
  const { id } = await aTicket()
  const events = await countEvents(server)
  await expect(tickets('update', { id, version: 1, state: 'solved' })).rejects.toMatchObject(at('budget', needsBudget))
  await expect(tickets('setState', { id, version: 1 })).rejects.toMatchObject(at('budget', needsBudget))
  await expect(tickets('close', { id, version: 1 })).rejects.toMatchObject(at('budget', needsBudget))
  const items = [{ id, version: 1, state: 'solved' }]
  expect(await tickets('updateMany', { items })).toMatchObject({
    results: [{ isOk: false, error: failed('budget', needsBudget) }],
  })
  expect(await tickets('createMany', { items: [{ title: 'many', state: 'solved' }] })).toMatchObject({
    results: [{ isOk: false, error: failed('budget', needsBudget) }],
  })
  expect(await countEvents(server)).toBe(events)
  await tickets('update', { id, version: 1, budget: euro })
  await tickets('setState', { id, version: 2 })
  const { items: entries } = await tickets<History>('history', { id })
  // The state that it would go back to is one that a solved ticket may not have.
  await expect(tickets('revert', { id, version: 3, eventId: entries.at(-1)?.id })).rejects.toMatchObject(
    at('state', 'A solved ticket stays solved.'),
  )
})

test('the row is validated as it would be stored: what is given, what the model presets, and every kind of column', async () => {
  const { id: customerId } = await customers('create', { name: 'ACME' })
  const dueAt = new Date('2030-01-01T10:00:00Z')
  asked.length = 0
  const { id } = await aTicket({ customer: customerId, budget: euro, dueAt })
  const created = { state: 'open', customer: customerId, budget: euro, dueAt, solvedAt: null }
  expect(asked).toMatchObject([{ before: null, after: created, actor: { userId: agent.me.id } }])
  asked.length = 0
  await tickets('update', { id, version: 1, dueAt: null, customer: null })
  expect(asked).toMatchObject([{ before: created, after: { ...created, customer: null, dueAt: null } }])
  asked.length = 0
  await tickets('close', { id, version: 2 })
  const closed = { ...created, customer: null, dueAt: null, state: 'solved', solvedAt: expect.any(Date) }
  expect(asked).toMatchObject([{ before: { state: 'open', solvedAt: null }, after: closed }])
})

test('null that is given for a column with a default is validated as null', async () => {
  asked.length = 0
  await aTicket({ source: null })
  await aTicket()
  expect(asked.map(({ after }) => after.source)).toEqual([null, 'mail'])
})

test('a row that the actor may not change is not validated, and neither is a stale version', async () => {
  const { id } = await aTicket()
  const other = runnerOf({ ...ticket.verbs, close } as never, contextFor(server, await aUser(server)))
  asked.length = 0
  expect(await codeOf(other('update', { id, version: 1, state: 'solved' }))).toBe('NOT_FOUND')
  expect(await codeOf(tickets('update', { id, version: 9, state: 'solved' }))).toBe('CONFLICT')
  expect(await codeOf(other('close', { id, version: 1 }))).toBe('NOT_FOUND')
  expect(await codeOf(tickets('close', { id, version: 9 }))).toBe('CONFLICT')
  expect(asked).toEqual([])
})

test('a broken constraint is told in the words of the author: a check, a unique value, one that a trigger raises', async () => {
  const dueAt = new Date('1999-12-31')
  await expect(aTicket({ dueAt })).rejects.toMatchObject(at('dueAt', 'A ticket is due after the year 2000.'))
  await expect(aTicket({ title: 'SHOUT' })).rejects.toMatchObject(at('title', 'A title is not written in capitals.'))
  await aTicket({ title: 'taken' })
  await expect(aTicket({ title: 'taken' })).rejects.toMatchObject({
    cause: { code: 'ALREADY_EXISTS', fields: { title: ['There is a ticket of this title.'] } },
  })
})

test('an import validates each row, created or updated, and says the same words', async () => {
  const actor = await actorFor(server, agent)
  const { id } = await aTicket()
  await aTicket({ title: 'there' })
  const lines = [
    { title: 'new solved', state: 'solved' },
    { title: 'new fine' },
    { id, title: 'changed', state: 'solved' },
    { title: 'LOUD' },
    { title: 'late', dueAt: '1990-01-01T00:00:00Z' },
    { title: 'there' },
  ]
  const done = await importLines(server, ticket, { actor, lines })
  expect(done).toMatchObject({ problem: null, created: 1, updated: 0, failed: 5 })
  expect(await server.rows('select row, field, code, message from import_errors order by row')).toEqual([
    { row: 1, field: 'budget', code: 'INVALID_INPUT', message: `budget: ${needsBudget}` },
    { row: 3, field: 'budget', code: 'INVALID_INPUT', message: `budget: ${needsBudget}` },
    { row: 4, field: 'title', code: 'INVALID_INPUT', message: 'title: A title is not written in capitals.' },
    { row: 5, field: 'dueAt', code: 'INVALID_INPUT', message: 'dueAt: A ticket is due after the year 2000.' },
    {
      row: 6,
      field: 'title',
      code: 'ALREADY_EXISTS',
      message: expect.stringContaining('There is a ticket of this title.'),
    },
  ])
})
