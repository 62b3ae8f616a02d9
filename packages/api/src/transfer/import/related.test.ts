import type { Actor } from '@plinth/core/actor'
import { any, everyone, operator, own, signedIn } from '@plinth/core/rule'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Definition } from '../../kit/resource/definition.ts'
import { one } from '../../kit/resource/fields/relation.ts'
import type { Target } from '../../kit/resource/verb-types.ts'
import { anOperator, aUser, type TestUser } from '../../testing/factories.ts'
import { actorFor, contextFor, runnerOf } from '../../testing/in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { importFile } from './import-file.ts'
import { assertMapping, matchColumns, targetLabel, targetsOf } from './mapping.ts'

// Relations could only be given by id: a column of e-mail addresses failed with "customer: Invalid UUID" in each row.

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const optional = { isNullable: true }
const uuid = scratchColumn('String', 'uuid')
const clients = scratchModel(
  'Client',
  {
    ...{ ...scratchBase, ownerId: uuid, email: scratchColumn('String', 'citext') },
    number: scratchColumn('BigInt', 'bigint', optional),
    code: scratchColumn('String', 'text', optional),
    secret: scratchColumn('String', 'text', optional),
    removedAt: scratchColumn('DateTime', 'timestamptz(3)', optional),
  },
  { uniques: [['email'], ['number'], ['code'], ['secret']] },
)
const orders = scratchModel('Order', {
  ...{ ...scratchBase, ownerId: uuid, title: scratchColumn('String', 'text') },
  clientId: uuid,
  payerId: scratchColumn('String', 'uuid', optional),
})
Object.assign(orders, {
  relations: {
    client: { model: 'Client', kind: 'one', from: ['clientId'], to: ['id'] },
    payer: { model: 'Client', kind: 'optional', from: ['payerId'], to: ['id'] },
  },
})
await server.rows('create extension if not exists citext')
for (const model of [clients, orders]) await createTable(server, model)
for (const name of ['email', 'number', 'code']) await server.rows(`create unique index on clients ("${name}")`)

const mine = any(own('ownerId'), operator)
const rules = { read: mine, create: signedIn, update: mine, remove: mine }
const derive = ({ actor }: { actor: Actor & { userId: string } }) => ({ ownerId: actor.userId })
const at = (field: string) => ({ field })
const client = declareScratch({
  name: 'clients',
  model: 'Client',
  tenancy: 'global',
  labels: { one: 'client', many: 'clients', title: 'email' },
  fields: {
    ...{ id: true, version: true, number: true, removedAt: true },
    email: z.string().trim().toLowerCase().pipe(z.email()),
    code: { schema: z.string().max(50).nullable(), label: 'Client code' },
  },
  keys: ['email', 'number', 'code', 'secret'],
  rules,
  creates: ['email', 'number', 'code'],
  updates: ['email'],
  derive,
  conflicts: { clients_email_key: at('email'), clients_number_key: at('number'), clients_code_key: at('code') },
  removal: 'soft',
}) as ReturnType<typeof declareScratch> & { definition: Definition } // of `resource`
const leadsTo = (more: object) =>
  one(client as unknown as Target, ['id', 'email'] as never, { isNullable: true, isWritable: true, ...more }) // fields of a noun without types
const order = declareScratch({
  name: 'orders',
  model: 'Order',
  tenancy: 'global',
  labels: { one: 'order', many: 'orders', title: 'title' },
  fields: {
    ...{ id: true, version: true, title: z.string().max(50) },
    client: leadsTo({ isRequired: true }),
    payer: leadsTo({}),
  },
  rules: { ...rules, read: everyone },
  creates: ['title', 'client', 'payer'],
  updates: ['title', 'client', 'payer'],
  derive,
}) as ReturnType<typeof declareScratch> & { definition: Definition } // as above
const { definition } = order

const [owner, stranger, boss] = [await aUser(server), await aUser(server), await anOperator(server)]
const run = runnerOf(client.verbs, contextFor(server, owner))
beforeEach(() => server.rows('delete from orders; delete from clients'))

async function imported(user: TestUser, file: string, mapping?: (column: string) => string | null) {
  const columns = (file.split('\n')[0] ?? '').split(',')
  const samples = file
    .split('\n')
    .slice(1, 6)
    .map((line) => line.split(','))
  const matched = matchColumns(definition, columns, samples)
  const done = await importFile(
    { db: server.database.open(), actor: await actorFor(server, user), definitions: { orders: definition } },
    { resource: 'orders', name: 'test', format: 'csv', bytes: new Blob([file]).stream() },
    {
      map: mapping ?? ((column) => matched[columns.indexOf(column)] ?? null),
      ...{ matchBy: null, matched: 'update', onProgress: () => undefined },
    },
  )
  const errors = await server.rows<{ row: number; field: string; message: string }>(
    'select row, field, message from import_errors where "importId" = (select id from imports order by "createdAt" desc, id desc limit 1) order by row',
  )
  const rows = await server.rows(
    `select title, client.email::text as client, payer.email::text as payer from orders
      join clients client on client.id = "clientId" left join clients payer on payer.id = "payerId" order by title`,
  )
  return { matched, ...done, errors, rows }
}

test('a relation is found by any key of its noun, as a write of the key would make it', async () => {
  await run('create', { email: 'ada@example.com', number: 2n ** 63n - 1n, code: 'A,1' })
  const { id } = await run('create', { email: 'bob@example.com', number: 5n })
  const byMail = await imported(owner, 'title,client,payer\n1, ADA@example.com ,bob@example.com\n2,bob@example.com,\n')
  expect(byMail.matched).toEqual(['title', 'client.email', 'payer.email'])
  expect(byMail).toMatchObject({ created: 2, failed: 0, errors: [] })
  expect(byMail.rows).toEqual([
    { title: '1', client: 'ada@example.com', payer: 'bob@example.com' },
    { title: '2', client: 'bob@example.com', payer: null },
  ])
  const byNumber = await imported(
    owner,
    `title,client,Payer Client code\n3,9223372036854775807,"A,1"\n4,5,\n`,
    (column) => (column === 'client' ? 'client.number' : column === 'title' ? column : 'payer.code'),
  )
  expect(byNumber).toMatchObject({ created: 2, failed: 0 })
  expect(byNumber.rows.slice(2)).toMatchObject([
    { payer: 'ada@example.com' },
    { client: 'bob@example.com', payer: null },
  ])
  expect(await imported(owner, `title,client\n5,${id}\n`)).toMatchObject({ matched: ['title', 'client'], created: 1 })
})

test('a key that leads nowhere, into the trash or to a row that the actor may not see is an error that names the value', async () => {
  await run('create', { email: 'ada@example.com' })
  const { id } = await run('create', { email: 'gone@example.com' })
  await run('remove', { id })
  const file = 'title,client\n1,ada@example.com\n2,gone@example.com\n3,nobody@example.com\n4,not an address\n5,\n'
  const missing = (value: string) => `client: There is no client whose email is "${value}", or you may not see it.`
  const map = (column: string) => (column === 'client' ? 'client.email' : column)
  expect(await imported(owner, file, map)).toMatchObject({
    ...{ created: 1, failed: 4 },
    errors: [
      { row: 2, field: 'client', message: missing('gone@example.com') },
      { row: 3, field: 'client', message: missing('nobody@example.com') },
      { row: 4, field: 'client', message: missing('not an address') },
      { row: 5, field: 'client' },
    ],
  })
  expect(await imported(stranger, file, map)).toMatchObject({
    created: 0,
    errors: [{ message: missing('ada@example.com') }, {}, {}, {}, {}],
  })
  expect(await imported(boss, file, map)).toMatchObject({ created: 1, failed: 4 })
})

test('2,000 rows with a hundred addresses are written in one go', async () => {
  for (let nth = 0; nth < 100; nth++) await run('create', { email: `c${nth}@example.com` })
  const lines = Array.from({ length: 2_000 }, (_, nth) => `o${nth},c${nth % 100}@example.com`)
  expect(await imported(owner, `title,client\n${lines.join('\n')}\n`)).toMatchObject({ created: 2_000, failed: 0 })
})

test('the mapping goes by the key that the values fit, and takes a relation once', () => {
  const mapped = (columns: string[], ...samples: string[][]) => matchColumns(definition, columns, samples)
  expect(mapped(['client'], ['a@b.de'], [''])).toEqual(['client.email'])
  expect(mapped(['client'], ['17'], ['9223372036854775807'])).toEqual(['client.number'])
  expect(mapped(['client'], ['X-1'], ['17'])).toEqual(['client.code'])
  expect(mapped(['client'], [''])).toEqual(['client'])
  expect(mapped(['Client E-Mail', 'payer_number', 'client.id'])).toEqual(['client.email', 'payer.number', null])
  const labels = targetsOf(definition).map((target) => targetLabel(definition, target))
  expect(labels).toEqual(
    expect.arrayContaining(['client', 'client.id', 'client by email', 'client by number', 'client by code']),
  )
  // A key that the noun does not show cannot be used.
  expect(labels.join()).not.toContain('secret')
  expect(() => assertMapping(definition, ['client', 'client.email'], ['a', 'b'])).toThrow('not valid')
})
