import { everyone } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { aUser } from '../../testing/factories.ts'
import { contextFor, runnerOf } from '../../testing/in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const names = Array.from({ length: 12 }, (_, nth) => `field${nth}`)
const columns = Object.fromEntries(names.map((name) => [name, scratchColumn('Int', 'integer', { isNullable: true })]))
const model = scratchModel('Wide', { ...scratchBase, ...columns })
await createTable(server, model)
const { verbs } = declareScratch({
  name: 'wides',
  model: 'Wide',
  tenancy: 'global',
  labels: { one: 'wide', many: 'wides', title: 'id' },
  fields: { id: true, ...Object.fromEntries(names.map((name) => [name, true])), version: true },
  rules: { read: everyone, create: everyone, update: everyone, remove: everyone },
  creates: names,
  updates: names,
})
const run = runnerOf(verbs, contextFor(server, await aUser(server)))

/** The fields whose bit is set, each with this value. */
const chosen = (bits: number, value: number) =>
  Object.fromEntries(names.filter((_, nth) => (bits & (1 << nth)) !== 0).map((name) => [name, value]))

test('a row of twelve fields is changed by all 4,096 combinations of them; after 512 every further one failed until a restart', async () => {
  const { id } = await run('create', {})
  let version = 1
  const expected: Record<string, number | null> = Object.fromEntries(names.map((name) => [name, null]))
  const items = Array.from({ length: 4_095 }, (_, nth) => ({ id, version: version++, ...chosen(nth + 1, nth + 1) }))
  for (const { id: _, version: __, ...given } of items) Object.assign(expected, given)
  for (let from = 0; from < items.length; from += 1_000)
    expect(await run('updateMany', { items: items.slice(from, from + 1_000) })).toMatchObject({ isCommitted: true })
  expect(await run('get', { id })).toMatchObject({ ...expected, version: 4_096 })
  // Beside what a start and this test ask, a connection prepares 128 shapes that come from outside at most.
  const [prepared] = await server.database.pool
    .query<{ count: number }>('select count(*)::int from pg_prepared_statements')
    .then(({ rows }) => rows)
  expect(prepared?.count).toBeLessThan(200)
})

test('rows of six hundred combinations are created', async () => {
  for (let bits = 1; bits <= 600; bits++) {
    expect(await run('create', chosen(bits, bits))).toMatchObject(chosen(bits, bits))
  }
})
