import { createDatabase } from '@plinth/db/database'
import { createPool } from '@plinth/db/pool'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { countEvents } from '../testing/events.ts'
import { aUser } from '../testing/factories.ts'
import { hold, untilBlocked } from '../testing/held.ts'
import { startTestServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'
import { type ExpiringTable, expiring } from './expiring.ts'
import { firstSweepMs, type SweeperOptions, startSweeper } from './sweeper.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const { me } = await aUser(server)

/** For each table a statement that creates `$1` rows whose time is `$2` seconds ago. */
const makers: Record<ExpiringTable, string> = {
  sessions: `insert into sessions ("id", "userId", "tokenHash", "expiresAt")
    select gen_random_uuid(), '${me.id}', gen_random_uuid(), now() - make_interval(secs => $2) from generate_series(1, $1::int)`,
  one_time_tokens: `insert into one_time_tokens ("tokenHash", "purpose", "identifier", "expiresAt")
    select gen_random_uuid(), 'test', 'test', now() - make_interval(secs => $2) from generate_series(1, $1::int)`,
  sign_in_limits: `insert into sign_in_limits ("key", "failures", "blockedUntil")
    select gen_random_uuid(), 1, now() - make_interval(secs => $2) from generate_series(1, $1::int)`,
  idempotency_keys: `insert into idempotency_keys ("hash", "inputHash", "createdAt")
    select gen_random_uuid(), '', now() - make_interval(secs => $2) from generate_series(1, $1::int)`,
}

const make = (table: ExpiringTable, count: number, secondsBack: number) =>
  server.rows(makers[table], [count, secondsBack])

const countOf = async (table: ExpiringTable) =>
  (await server.rows<{ n: number }>(`select count(*)::int as n from "${table}"`))[0]?.n

const nothing = { sessions: 0, one_time_tokens: 0, sign_in_limits: 0, idempotency_keys: 0 }

beforeEach(async () => {
  for (const { table } of expiring) await server.rows(`delete from "${table}"`)
})

/** A sweeper that ends with the test; `failures` lists the tables at which it failed. */
function aSweeper(options: Partial<SweeperOptions> = {}, database = server.database) {
  const failures: string[] = []
  const sweeper = startSweeper(database, { onError: (_, table) => failures.push(table), ...options })
  return { ...sweeper, failures, [Symbol.asyncDispose]: () => sweeper.drain() }
}

test('rows of each table that have expired go, and the others stay', async () => {
  await using sweeper = aSweeper()
  for (const { table, keptSeconds } of expiring) {
    await make(table, 3, keptSeconds + 60)
    await make(table, 2, keptSeconds - 60)
    await make(table, 1, keptSeconds - 86_400 * 365)
  }
  const events = await countEvents(server)
  const three = { sessions: 3, one_time_tokens: 3, sign_in_limits: 3, idempotency_keys: 3 }
  expect(await sweeper.sweep()).toEqual(three)
  for (const { table } of expiring) expect([table, await countOf(table)]).toEqual([table, 3])
  expect(await sweeper.sweep()).toEqual(nothing)
  expect([sweeper.failures, await countEvents(server)]).toEqual([[], events])
})

test('a key that came within 24 hours gets its first answer, whatever is swept', async () => {
  await using sweeper = aSweeper()
  const user = await aUser(server)
  const key = crypto.randomUUID()
  const create = async () => {
    const answer = await user.client.fetch('/api/v1/articles', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ title: 'Once', description: '', body: '', tags: [] }),
    })
    return [answer.status, await answer.text()]
  }
  const age = (hours: number) =>
    server.rows(`update idempotency_keys set "createdAt" = now() - make_interval(hours => $1)`, [hours])
  const first = await create()
  expect(first[0]).toBe(201)
  await age(23)
  expect((await sweeper.sweep()).idempotency_keys).toBe(0)
  expect(await create()).toEqual(first)
  await age(25)
  expect((await sweeper.sweep()).idempotency_keys).toBe(1)
  expect(await create()).not.toEqual(first)
})

test('partitions of the event log are made ahead, and take what came while they were missing', async () => {
  await using sweeper = aSweeper()
  const partitions = async () =>
    (
      await server.rows<{ name: string }>(
        `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'events'::regclass order by 1`,
      )
    ).map(({ name }) => name)
  const [before, events] = [await partitions(), await countEvents(server)]
  const last = before.filter((name) => name !== 'events_default').at(-1) ?? ''
  expect(before).toHaveLength(5)
  await server.rows(`drop table "${last}"`)
  const month = `${last.slice('events_'.length).replace('_', '-')}-15T00:00:00Z`
  await server.rows(
    `insert into events (id, type, subject, "actorType", "requestId") values (plinth_first_uuid_of($1), 'places.created', gen_random_uuid(), 'system', 'late')`,
    [month],
  )
  expect(await server.rows('select "requestId" from events_default')).toEqual([{ requestId: 'late' }])
  await sweeper.sweep()
  expect(await partitions()).toEqual(before)
  expect(await server.rows(`select "requestId" from "${last}"`)).toEqual([{ requestId: 'late' }])
  expect([sweeper.failures, await countEvents(server)]).toEqual([[], events + 1])
  const indexes = await server.rows('select from pg_indexes where tablename = $1', [last])
  expect(indexes).toHaveLength(5)
})

test('more rows than a batch go in one sweep', async () => {
  await using sweeper = aSweeper()
  await make('one_time_tokens', 1_203, 60)
  expect(await sweeper.sweep()).toEqual({ ...nothing, one_time_tokens: 1_203 })
  expect(await countOf('one_time_tokens')).toBe(0)
})

test('drained in the middle of a sweep it finishes its statement, which has deleted the first to expire', async () => {
  await using sweeper = aSweeper({ batchSize: 10 })
  for (const second of [...ascending(15, 30), ...ascending(1, 14)]) await make('sessions', 1, second)
  const lastToExpire = () => server.rows('select id from sessions order by "expiresAt" desc limit 20')
  const staying = await lastToExpire()
  // With the index, rows would be in order even without `order by`.
  await server.rows('drop index "sessions_expiresAt_idx"')
  // Blocks the statement of the first batch.
  await using gate = await hold(server, 'select pg_advisory_xact_lock(1)')
  await server.rows(
    `create function wait_for_gate() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(1); return null; end $$;
     create trigger gate after delete on sessions for each statement execute function wait_for_gate()`,
  )
  try {
    const sweeping = sweeper.sweep()
    await untilBlocked(server)
    const drained = sweeper.drain()
    await gate.commit()
    await drained
    // It stops in the middle of the sweep: the running statement finishes, and no other begins.
    expect(await sweeping).toEqual({ ...nothing, sessions: 10 })
    expect([await lastToExpire(), await countOf('sessions')]).toEqual([staying, 20])
    expect(await sweeper.sweep()).toEqual(nothing)
  } finally {
    await server.rows('drop trigger gate on sessions; drop function wait_for_gate()')
    await server.rows('create index "sessions_expiresAt_idx" on sessions ("expiresAt")')
  }
})

const ascending = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

test('a row that somebody has locked is skipped, and nobody waits for it', async () => {
  await using sweeper = aSweeper()
  await make('sessions', 5, 60)
  const [locked] = await server.rows<{ id: string }>('select id from sessions order by "expiresAt" limit 1')
  await using row = await hold(server, 'select from sessions where id = $1 for update', [locked?.id])
  expect(await sweeper.sweep()).toEqual({ ...nothing, sessions: 4 })
  expect(await server.rows('select id from sessions')).toEqual([locked])
  await row.commit()
  expect(await sweeper.sweep()).toEqual({ ...nothing, sessions: 1 })
})

test('a row that is renewed while it is swept stays', async () => {
  await using sweeper = aSweeper()
  await make('sessions', 2, 60)
  const [renewed] = await server.rows<{ id: string }>('select id from sessions order by id limit 1')
  await using row = await hold(server, `update sessions set "expiresAt" = now() + interval '1 hour' where id = $1`, [
    renewed?.id,
  ])
  expect(await sweeper.sweep()).toEqual({ ...nothing, sessions: 1 })
  await row.commit()
  expect(await sweeper.sweep()).toEqual(nothing)
  expect(await server.rows('select id from sessions')).toEqual([renewed])
})

test('two sweepers at once delete each row once and do not hold each other up', async () => {
  await using other = createOther(server.databaseUrl)
  await using one = aSweeper({ batchSize: 50 })
  await using two = aSweeper({ batchSize: 50 }, other.database)
  for (const { table, keptSeconds } of expiring) await make(table, 1_000, keptSeconds + 60)
  const swept = await Promise.all([one.sweep(), two.sweep()])
  for (const { table } of expiring) {
    expect([table, (swept[0]?.[table] ?? 0) + (swept[1]?.[table] ?? 0)]).toEqual([table, 1_000])
    expect([table, await countOf(table)]).toEqual([table, 0])
  }
  expect([...one.failures, ...two.failures]).toEqual([])
})

test('a table that cannot be swept is reported, after a bounded time, and the others are swept', async () => {
  await using sweeper = aSweeper({ statementTimeoutMs: 100 })
  for (const { table, keptSeconds } of expiring) await make(table, 1, keptSeconds + 60)
  await using table = await hold(server, 'lock table one_time_tokens in access exclusive mode')
  const startMs = performance.now()
  expect(await sweeper.sweep()).toEqual({ sessions: 1, one_time_tokens: 0, sign_in_limits: 1, idempotency_keys: 1 })
  expect(performance.now() - startMs).toBeLessThan(5_000)
  expect(sweeper.failures).toEqual(['one_time_tokens'])
  await table.commit()
  expect(await sweeper.sweep()).toEqual({ ...nothing, one_time_tokens: 1 })
})

test('without a database every table is reported and nothing is thrown', async () => {
  await using gone = createOther('postgresql://plinth@127.0.0.1:9/none')
  await using sweeper = aSweeper({}, gone.database)
  expect(await sweeper.sweep()).toEqual(nothing)
  expect(sweeper.failures).toEqual(['events', ...expiring.map(({ table }) => table)])
})

test('it sweeps by itself, again and again', async () => {
  await using _ = aSweeper({ everyMs: 10 })
  for (let round = 0; round < 3; round++) {
    await make('sign_in_limits', 1, 4_000)
    await until('the sweep', async () => (await countOf('sign_in_limits')) === 0)
  }
})

test('a drained sweeper begins no further sweep', async () => {
  // Each sweep fails at every table, which the test observes.
  await using gone = createOther('postgresql://plinth@127.0.0.1:9/none')
  await using first = aSweeper({ everyMs: 5 }, gone.database)
  await until('two sweeps', () => first.failures.length >= 2 * expiring.length)
  await first.drain()
  const count = first.failures.length
  await using second = aSweeper({ everyMs: 5 }, gone.database)
  await until('ten sweeps of another one', () => second.failures.length >= 10 * expiring.length)
  expect(first.failures).toHaveLength(count)
})

test('processes that start together begin at times all over the interval', () => {
  const starts = Array.from({ length: 1_000 }, () => firstSweepMs(600_000)).toSorted((one, two) => one - two)
  expect(starts[0]).toBeGreaterThanOrEqual(0)
  expect(starts[100]).toBeLessThan(120_000)
  expect(starts[900]).toBeGreaterThan(480_000)
  expect(starts[999]).toBeLessThan(600_000)
})

/** Columns whose names look like an expiry but do not end their row: when a lease expires, another process may continue the import. */
const leases = ['imports.leaseUntil']

test('the list names every table with a column that says when its rows expire', async () => {
  const found = await server.rows<{ column: string }>(
    `select table_name || '.' || column_name as column from information_schema.columns
     where table_schema = 'public' and column_name ~* '(expire|until)'`,
  )
  const named = expiring.map(({ table, column }) => `${table}.${column}`).filter((column) => !/createdAt$/.test(column))
  expect(found.map(({ column }) => column).toSorted()).toEqual([...named, ...leases].toSorted())
})

test.each(expiring)('$table has an index by $column, and $key tells its rows apart', async ({ table, column, key }) => {
  const indexes = await server.rows<{ first: string; size: number; isUnique: boolean }>(
    `select a.attname as first, i.indnkeyatts::int as size, i.indisunique as "isUnique"
     from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
     where i.indrelid = $1::regclass and i.indpred is null`,
    [table],
  )
  expect(indexes).toContainEqual({ first: column, size: expect.any(Number), isUnique: false })
  expect(indexes).toContainEqual({ first: key, size: 1, isUnique: true })
})

/** A separate process, from the point of view of the database. */
function createOther(url: string) {
  const database = createDatabase(createPool({ url, maxConnections: 2 }))
  return { database, [Symbol.asyncDispose]: () => database.close() }
}
