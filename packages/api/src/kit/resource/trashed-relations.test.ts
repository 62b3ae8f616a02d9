import { rows } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { anOperator, aUser } from '../../testing/factories.ts'
import { helpDesk } from '../../testing/help-desk.ts'
import { actorFor, contextFor, runnerOf } from '../../testing/in-process.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { trashedRelations } from './trashed-relations.ts'

// A relation whose row is in the trash read 'empty', as one that leads nowhere.

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const { customer, ticket } = await helpDesk(server)
const [owner, stranger, boss] = [await aUser(server), await aUser(server), await anOperator(server)]

test('a relation that leads into the trash is told to those who may see both rows, with the title of the one in the trash', async () => {
  const context = contextFor(server, owner)
  const [customers, tickets] = [runnerOf(customer.verbs as never, context), runnerOf(ticket.verbs as never, context)] // by name
  const { id: customerId } = await customers('create', { name: 'Acme' })
  const { id } = await tickets('create', { title: 'A', customer: customerId })
  const { id: without } = await tickets('create', { title: 'B' })
  const told = async (user: typeof owner) =>
    trashedRelations(server.database.open(), ticket.definition, {
      ids: [id, without],
      actor: await actorFor(server, user),
    })
  expect(await told(owner)).toEqual([])
  await customers('remove', { id: customerId })
  expect(await tickets('get', { id })).toMatchObject({ customer: null })
  const found = [{ id, field: 'customer', target: { id: customerId, title: 'Acme' } }]
  expect(await told(owner)).toEqual(found)
  expect(await told(boss)).toEqual(found)
  expect(await told(stranger)).toEqual([])
})

test('a rule over columns decides row by row', async () => {
  const definition = {
    ...ticket.definition,
    rules: { ...ticket.definition.rules, read: rows({ title: { equals: 'A' } }) },
  }
  const context = contextFor(server, owner)
  const [customers, tickets] = [runnerOf(customer.verbs as never, context), runnerOf(ticket.verbs as never, context)] // by name
  const { id: customerId } = await customers('create', { name: 'Acme' })
  const ids: string[] = []
  for (const title of ['A', 'B']) ids.push((await tickets('create', { title, customer: customerId })).id)
  await customers('remove', { id: customerId })
  const actor = await actorFor(server, owner)
  const found = await trashedRelations(server.database.open(), definition as typeof ticket.definition, { ids, actor })
  expect(found.map(({ id }) => id)).toEqual([ids[0]])
})
