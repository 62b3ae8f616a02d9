import { newId } from '@plinth/core/id'
import { afterAll, expect, test } from 'vitest'
import { countEvents } from '../../testing/events.ts'
import { aUser } from '../../testing/factories.ts'
import { helpDesk, importLines } from '../../testing/help-desk.ts'
import { actorFor, contextFor, runnerOf } from '../../testing/in-process.ts'
import { startTestServer } from '../../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const { customer, ticket } = await helpDesk(server)
const [agent, other] = [await aUser(server), await aUser(server)]
const customers = (user: typeof agent) =>
  runnerOf({ ...customer.verbs, ...customer.trash } as never, contextFor(server, user))
const tickets = runnerOf(ticket.verbs, contextFor(server, agent))

/** Rows that the agent cannot refer to: one that does not exist, one of another user, one in the trash. */
async function unreachable(): Promise<Record<string, string>> {
  const hidden = await customers(other)('create', { name: 'of somebody else' })
  const removed = await customers(agent)('create', { name: 'in the trash' })
  await customers(agent)('remove', { id: removed.id })
  return { missing: newId(), hidden: hidden.id, removed: removed.id }
}

async function refusal(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'OK',
    ({ cause: { code, message, fields } }) => ({ code, message, fields }),
  )
}

const reason = 'It refers to something that does not exist or that you may not see.'
const named = { code: 'FORBIDDEN', message: `You may not write this. ${reason}`, fields: { customer: [reason] } }

test('a write that refers to a row that is missing, hidden or in the trash names the field, and not which of these it is', async () => {
  const own = await customers(agent)('create', { name: 'own' })
  const { id, version } = await tickets('create', { title: 'printer', customer: own.id })
  const events = await countEvents(server)
  for (const [why, customerId] of Object.entries(await unreachable())) {
    const given = { title: 'scanner', customer: customerId }
    expect(await refusal(tickets('create', given)), why).toEqual(named)
    expect(await refusal(tickets('update', { id, version, customer: customerId })), why).toEqual(named)
    const { code, message, fields } = named
    expect(await tickets('createMany', { items: [{ title: 'fine' }, given] }), why).toMatchObject({
      isCommitted: false,
      results: [{ isOk: true }, { isOk: false, error: { code, message, fields } }],
    })
    const items = [{ id, version, customer: customerId }]
    expect(await tickets('updateMany', { items }), why).toMatchObject({
      results: [{ isOk: false, error: { code, message, fields } }],
    })
  }
  // What `unreachable` wrote, and nothing else.
  expect((await countEvents(server)) - events).toBe(3)
  expect(await tickets('get', { id })).toMatchObject({ customer: { id: own.id }, version })
})

test('a refusal of the row itself names no reference', async () => {
  const own = await customers(other)('create', { name: 'own' })
  const strangers = runnerOf(ticket.verbs, contextFor(server, other))
  const { id } = await tickets('create', { title: 'printer' })
  expect(await refusal(strangers('update', { id, version: 1, customer: own.id }))).toMatchObject({ code: 'NOT_FOUND' })
})

test('the row of an import that refers to something unseen fails at that field, created or updated, and the others are written', async () => {
  const actor = await actorFor(server, agent)
  const own = await customers(agent)('create', { name: 'own' })
  const there = await tickets('create', { title: 'there' })
  const ids = Object.values(await unreachable())
  const lines = [
    ...ids.map((customerId) => ({ title: 'new', customer: customerId })),
    { title: 'new', customer: own.id },
    ...ids.map((customerId) => ({ id: there.id, title: 'there', customer: customerId })),
  ]
  const done = await importLines(server, ticket, { actor, lines })
  expect(done).toMatchObject({ problem: null, created: 1, updated: 0, failed: 6 })
  const errors = await server.rows('select row, field, code, message from import_errors order by row')
  const failed = { field: 'customer', code: 'FORBIDDEN', message: `customer: ${reason}` }
  expect(errors).toEqual([1, 2, 3, 5, 6, 7].map((row) => ({ row, ...failed })))
})
