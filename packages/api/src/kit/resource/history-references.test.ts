import { afterAll, expect, test } from 'vitest'
import { anOperator, aUser } from '../../testing/factories.ts'
import { helpDesk } from '../../testing/help-desk.ts'
import { contextFor, runnerOf } from '../../testing/in-process.ts'
import { startTestServer } from '../../testing/test-server.ts'
import type { History } from './verbs/answers.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const { customer, ticket } = await helpDesk(server)
const [agent, operator, other] = [await aUser(server), await anOperator(server), await aUser(server)]
const customers = runnerOf({ ...customer.verbs, ...customer.trash } as never, contextFor(server, agent))
const tickets = (user: typeof agent) => runnerOf(ticket.verbs, contextFor(server, user))

/** What the history of a ticket says of its customer, the oldest first. */
async function customersIn(user: typeof agent, id: string): Promise<unknown[]> {
  const { items } = await tickets(user)<History>('history', { id })
  return items.map(({ before, after }) => [before?.customer, after?.customer]).toReversed()
}

async function aTicketOfTwo() {
  const [first, second] = [await customers('create', { name: 'first' }), await customers('create', { name: 'second' })]
  const { id } = await tickets(agent)('create', { title: 'printer', customer: first.id })
  await tickets(agent)('update', { id, version: 1, customer: second.id })
  return { id, first, second }
}

test('a history shows which rows of a noun with trash were referred to', async () => {
  const { id, first, second } = await aTicketOfTwo()
  const whole = [
    [undefined, first.id],
    [first.id, second.id],
  ]
  expect(await customersIn(agent, id)).toEqual(whole)
  expect(await customersIn(operator, id)).toEqual(whole)
  await customers('remove', { id: first.id })
  // Those who may remove it see it in the trash.
  expect([await customersIn(agent, id), await customersIn(operator, id)]).toEqual([whole, whole])
  await customers('purge', { id: first.id })
  // Of a row that is gone, whether its reader might have seen it is known only of those who see all.
  expect(await customersIn(operator, id)).toEqual(whole)
  expect(await customersIn(agent, id)).toEqual([
    [undefined, null],
    [null, second.id],
  ])
})

test('a history reads a row that its reader may not see as null, as a list does', async () => {
  const { id, first, second } = await aTicketOfTwo()
  await server.rows('update customers set "ownerId" = $1 where id = $2', [other.me.id, second.id])
  expect(await customersIn(agent, id)).toEqual([
    [undefined, first.id],
    [first.id, null],
  ])
  expect(await tickets(agent)('get', { id })).toMatchObject({ customer: null })
  expect((await customersIn(operator, id)).at(-1)).toEqual([first.id, second.id])
})
