import { afterAll, expect, test } from 'vitest'
import { anOperator } from '../testing/factories.ts'
import { outcomeOf } from '../testing/failure.ts'
import { anImport, ended } from '../testing/imports.ts'
import { spawnServer } from '../testing/spawn-server.ts'
import { startTestServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const operator = await anOperator(server)
const total = 12_000
const body = `name,country,latitude,longitude\n${Array.from({ length: total }, (_, nth) => `Place ${nth},DE,${nth / 1_000},${nth % 180}`).join('\n')}\n`

/** Expires the lease of a process that no longer exists. */
const leaseEnds = (id: string) =>
  server.rows(`update imports set "leaseUntil" = now() - interval '1 second' where id = $1`, [id])

test('an import whose process is killed goes on in another exactly where it stopped', {
  timeout: 120_000,
}, async () => {
  const { id, mapping } = await anImport(operator, body)
  {
    await using other = await spawnServer(server.databaseUrl)
    await operator.client.copy(other.url).api.imports.run.mutate({ id, mapping })
    await until('some rows', async () => (await operator.api.imports.get.query({ id })).position >= 1_000, {
      deadlineMs: 60_000,
    })
    await other.kill()
  }
  const stopped = await operator.api.imports.get.query({ id })
  expect(stopped).toMatchObject({ state: 'running', created: stopped.position, failed: 0 })
  expect(stopped.position).toBeLessThan(total)
  expect(await server.rows('select count(*)::int from places')).toEqual([{ count: stopped.position }])
  // Until the lease expires, no other process may continue it.
  expect(await outcomeOf(operator.api.imports.resume.mutate({ id }))).toBe('CONFLICT')
  await leaseEnds(id)
  await operator.api.imports.resume.mutate({ id })
  const done = await until(
    'the end',
    async () => {
      const found = await operator.api.imports.get.query({ id })
      return found.state === 'running' ? undefined : found
    },
    { deadlineMs: 60_000 },
  )
  expect(done).toMatchObject({ state: 'done', position: total, created: total, failed: 0 })
  expect(await server.rows('select count(*)::int, count(distinct name)::int as names from places')).toEqual([
    { count: total, names: total },
  ])
  expect(
    await server.rows(
      `select count(*)::int, count(distinct subject)::int as subjects from events where type = 'places.created'`,
    ),
  ).toEqual([{ count: total, subjects: total }])
})

test('cancelling stops between two batches; what was written stays and can be undone', {
  timeout: 120_000,
}, async () => {
  await server.rows('delete from places')
  const { id, mapping } = await anImport(operator, body)
  await operator.api.imports.run.mutate({ id, mapping })
  await until('some rows', async () => (await operator.api.imports.get.query({ id })).position > 0)
  await operator.api.imports.cancel.mutate({ id })
  const cancelled = await ended(operator, id)
  expect(cancelled).toMatchObject({ state: 'cancelled' })
  const [{ count = -1 } = {}] = await server.rows<{ count: number }>('select count(*)::int from places')
  expect(count).toBe(cancelled.created)
  expect(count).toBeLessThan(total)
  await operator.api.imports.undo.mutate({ id })
  expect(await ended(operator, id)).toMatchObject({ state: 'undone', undone: count, left: 0 })
  expect(await server.rows('select from places')).toEqual([])
})
