import { everyone } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { eventsOf } from '../../testing/events.ts'
import { aUser } from '../../testing/factories.ts'
import { actorFor, contextFor, runnerOf } from '../../testing/in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { exportRows } from '../../transfer/export/export-rows.ts'
import type { Definition } from './definition.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

/** More columns than a Postgres function accepts as pairs. */
const names = Array.from({ length: 120 }, (_, nth) => `column${nth}`)
const model = scratchModel('Wide', {
  ...scratchBase,
  ...Object.fromEntries(names.map((name) => [name, scratchColumn('String', 'text')])),
})
await createTable(server, model)
const searched = names.map((name) => `"${name}"`)
await server.rows(
  `alter table wides add "searchVector" tsvector generated always as (plinth_search_vector(variadic array[${searched}])) stored`,
)
const declared = declareScratch({
  name: 'wides',
  model: 'Wide',
  tenancy: 'global',
  labels: { one: 'wide', many: 'wides', title: 'column0' },
  fields: {
    id: true,
    ...Object.fromEntries(names.map((name) => [name, true])),
    column1: { isSecret: true },
    version: true,
  },
  rules: { read: everyone, create: everyone, update: everyone, remove: everyone },
  creates: names,
  updates: names,
  search: names,
})
const user = await aUser(server)
const run = runnerOf(declared.verbs, contextFor(server, user))
const values = (text: string) => Object.fromEntries(names.map((name) => [name, `${text} ${name}`]))

test('events tell of each of more columns than a function takes', async () => {
  const { id } = await run('create', values('first'))
  await run('update', { id, version: 1, ...values('second') })
  await run('remove', { id })
  const [created, updated, removed] = await eventsOf(server, id)
  const secret = { column1: '[secret]' }
  expect(created?.after).toEqual({ ...values('first'), ...secret, version: 1 })
  expect(updated?.before).toEqual({ ...values('first'), ...secret, version: 1 })
  expect(updated?.after).toEqual({ ...values('second'), ...secret, version: 2 })
  expect(removed?.before).toEqual({ ...values('second'), ...secret, version: 2 })
})

test('history, highlights and export hold each of them too', async () => {
  const { id } = await run('create', values('found'))
  const history = await run<{ items: { after: object }[] }>('history', { id })
  expect(Object.keys(history.items[0]?.after ?? {})).toHaveLength(names.length + 1)
  const page = await run<{ highlights: object[] }>('list', { search: 'found', highlights: true })
  expect(Object.keys(page.highlights[0] ?? {})).toHaveLength(names.length)
  const { definition } = declared as unknown as { definition: Definition } // of `resource`
  const input = { format: 'json', filter: {}, sort: undefined, search: undefined } as const
  const actor = await actorFor(server, user)
  let file = ''
  for await (const piece of exportRows(server.database.open(), definition, { input, actor, rule: true })) file += piece
  expect(JSON.parse(file)).toEqual([{ id, ...values('found'), version: 1 }])
})
