import { PlinthError } from '@plinth/core/errors'
import { afterAll, expect, test } from 'vitest'
import { createDatabase, type TransactionDatabase } from './database.ts'
import { brokenConstraint, fromDatabase } from './errors.ts'
import { createPool } from './pool.ts'
import { asOwner, createTestDatabase } from './testing/create-test-database.ts'
import { openDatabaseProxy } from './testing/database-proxy.ts'
import { query } from './testing/scratch.ts'

const { url, drop } = await createTestDatabase()
const database = createDatabase(createPool({ url }))
afterAll(() => database.close().then(drop))

const { pool, prisma } = database
await pool.query(`insert into tags (id, name) values ('00000000-0000-7000-8000-000000000001', 'taken')`)

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => {
      throw new Error('Expected a failure.')
    },
    (error: unknown) => error,
  )
const codeOf = (error: unknown) => {
  const known = fromDatabase(error)
  return known instanceof PlinthError ? known.code : undefined
}

/** Runs the same SQL in the three possible ways: on the pool, through Prisma, and in our own transaction. */
async function everyWay(text: string): Promise<unknown[]> {
  return [
    await failureOf(pool.query(text)),
    await failureOf(prisma.$queryRawUnsafe(text)),
    await failureOf(database.open().transaction((db) => db.query({ name: '', text, values: [] }))),
  ]
}

test('a broken unique constraint is ALREADY_EXISTS, and names itself', async () => {
  const failures = await everyWay(`insert into tags (id, name) values (gen_random_uuid(), 'taken')`)
  failures.push(await failureOf(prisma.tag.create({ data: { id: crypto.randomUUID(), name: 'taken' } })))
  failures.push(
    await failureOf(prisma.$transaction((tx) => tx.tag.create({ data: { id: crypto.randomUUID(), name: 'taken' } }))),
  )
  for (const failure of failures) {
    expect(codeOf(failure)).toBe('ALREADY_EXISTS')
    expect(brokenConstraint(failure)).toBe('tags_name_key')
  }
})

test('a broken foreign key is a CONFLICT, and names itself', async () => {
  const nobody = '00000000-0000-7000-8000-00000000000f'
  const failures = await everyWay(
    `insert into articles (id, slug, title, description, body, "authorId") values (gen_random_uuid(), 's', '', '', '', '${nobody}')`,
  )
  const data = { id: crypto.randomUUID(), slug: 's', title: '', description: '', body: '', authorId: nobody }
  failures.push(await failureOf(prisma.article.create({ data })))
  for (const failure of failures) {
    expect(codeOf(failure)).toBe('CONFLICT')
    expect(brokenConstraint(failure)).toBe('articles_authorId_fkey')
  }
})

test('what others refer to and a foreign key protects is IN_USE', async () => {
  await query(
    asOwner(url),
    `create table protecting ("tagId" uuid references tags on delete restrict);
    insert into protecting select id from tags where name = 'taken'`,
  )
  for (const failure of await everyWay(`delete from tags where name = 'taken'`)) {
    expect(codeOf(failure)).toBe('IN_USE')
    expect(brokenConstraint(failure)).toBe('protecting_tagId_fkey')
  }
})

test('a value out of the range of its column is INVALID_INPUT', async () => {
  const texts = [`select '3000000000'::int`, `select '0000-01-01'::date`, `select 12345.6::numeric(3)`]
  const times = ['4714-01-01 BC', '-271821-04-20 00:00:00', '+275760-09-13T00:00:00Z']
  for (const text of [...texts, ...times.map((time) => `select '${time}'::timestamptz`)])
    for (const failure of await everyWay(text)) expect(codeOf(failure), text).toBe('INVALID_INPUT')
})

/** Two transactions, one of which must fail. */
async function collide(first: (db: TransactionDatabase) => Promise<unknown>, second: typeof first): Promise<unknown[]> {
  let arrived = 0
  const both = Promise.withResolvers<void>()
  const meet = async () => {
    if (++arrived === 2) both.resolve()
    await both.promise
  }
  const run = (own: typeof first, other: typeof first) =>
    database.open().transaction(async (db) => {
      await own(db)
      await meet()
      await other(db)
    })
  const settled = await Promise.allSettled([run(first, second), run(second, first)])
  return settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
}

const sql = (text: string) => (db: TransactionDatabase) => db.query({ name: '', text, values: [] })

test('a deadlock ends one of the two, as a CONFLICT', async () => {
  const lock = (key: number) => sql(`select 1 from pg_advisory_xact_lock(${key})`)
  const failures = await collide(lock(1), lock(2))
  expect(failures.map(codeOf)).toEqual(['CONFLICT'])
})

test('a serialization failure is a CONFLICT', async () => {
  const change = async () => {
    const client = await pool.connect()
    await client.query('begin isolation level serializable')
    await client.query(`select count(*) from tags`)
    return client
  }
  const [one, two] = [await change(), await change()]
  await one.query(`insert into tags (id, name) values (gen_random_uuid(), 'one')`)
  await two.query(`insert into tags (id, name) values (gen_random_uuid(), 'two')`)
  await one.query('commit')
  expect(codeOf(await failureOf(two.query('commit')))).toBe('CONFLICT')
  await two.query('rollback')
  one.release()
  two.release()
})

test('a lock that is not had in time is a CONFLICT', async () => {
  const holder = await pool.connect()
  await holder.query('begin; lock table tags in access exclusive mode')
  const waiting = database.open().transaction(async (db) => {
    await sql(`set local lock_timeout = '20ms'`)(db)
    await sql('select * from tags')(db)
  })
  expect(codeOf(await failureOf(waiting))).toBe('CONFLICT')
  await holder.query('rollback')
  holder.release()
})

test('a character that cannot be stored is INVALID_INPUT', async () => {
  const withNul = 'nul \0'
  for (const failure of [
    await failureOf(pool.query('select $1::text', [withNul])),
    await failureOf(prisma.tag.create({ data: { id: crypto.randomUUID(), name: withNul } })),
    await failureOf(pool.query('select $1::jsonb', ['{"nul":"\\u0000"}'])),
    await failureOf(
      prisma.event.create({
        data: {
          id: crypto.randomUUID(),
          type: 'x',
          subject: crypto.randomUUID(),
          actorType: 'x',
          requestId: 'x',
          after: { nul: '\0' },
        },
      }),
    ),
  ]) {
    expect(codeOf(failure), String(failure)).toBe('INVALID_INPUT')
  }
})

test('a statement that takes too long is a TIMEOUT', async () => {
  const hasty = createDatabase(createPool({ url, statementTimeoutMs: 50 }))
  const slow = { name: '', text: 'select 1 from pg_sleep(5)', values: [] }
  expect(codeOf(await failureOf(hasty.open().query(slow)))).toBe('TIMEOUT')
  expect(codeOf(await failureOf(hasty.open().transaction((db) => db.query(slow))))).toBe('TIMEOUT')
  expect(await hasty.open().query({ name: '', text: 'select 1 as one', values: [] })).toEqual([{ one: 1 }])
  await hasty.close()
})

test('a connection that is ended or lost is UNAVAILABLE, and the next one works', async () => {
  await using proxy = await openDatabaseProxy(url)
  const far = createDatabase(createPool({ url: proxy.url }))
  const slow = { name: '', text: 'select 1 from pg_sleep(30)', values: [] }
  const underWay = [
    far.open().query(slow),
    far.open().transaction((db) => db.query(slow)),
    far.prisma.$queryRawUnsafe(slow.text),
  ]
  const failures = Promise.all(underWay.map(failureOf))
  const sleepers = `from pg_stat_activity where query like '%pg_sleep(30)' and state = 'active' and datname = current_database() and pid <> pg_backend_pid()`
  const untilSleeping = (count: number) =>
    expect.poll(async () => (await pool.query(`select ${sleepers}`)).rowCount, { interval: 5 }).toBe(count)
  await untilSleeping(3)
  await pool.query(`select pg_terminate_backend(pid) ${sleepers}`)
  expect((await failures).map(codeOf)).toEqual(['UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE'])

  const cutOff = Promise.all([far.open().query(slow), far.open().transaction((db) => db.query(slow))].map(failureOf))
  await untilSleeping(2)
  await proxy.cut()
  expect((await cutOff).map(codeOf)).toEqual(['UNAVAILABLE', 'UNAVAILABLE'])
  expect(codeOf(await failureOf(far.open().query(slow)))).toBe('UNAVAILABLE')
  expect(codeOf(await failureOf(far.open().transaction((db) => db.query(slow))))).toBe('UNAVAILABLE')
  expect(codeOf(await failureOf(far.prisma.tag.findFirst()))).toBe('UNAVAILABLE')

  await proxy.restore()
  expect(await far.open().query({ name: '', text: 'select 1 as one', values: [] })).toEqual([{ one: 1 }])
  expect((await far.prisma.tag.findFirst())?.name).toEqual(expect.any(String))
  await far.close()
})

test('a database that is not there is UNAVAILABLE', async () => {
  const wrong = new URL(url)
  wrong.pathname = '/nowhere'
  const nowhere = createDatabase(createPool({ url: wrong.href }))
  expect(codeOf(await failureOf(nowhere.open().query({ name: '', text: 'select 1', values: [] })))).toBe('UNAVAILABLE')
  expect(codeOf(await failureOf(nowhere.open().transaction(async () => undefined)))).toBe('UNAVAILABLE')
  await nowhere.close()
})

test('any other failure stays what it is', async () => {
  for (const failure of await everyWay('select nothing')) expect(fromDatabase(failure)).toBe(failure)
  for (const other of [new Error('x'), 'text', null, undefined, { code: 7 }, new PlinthError('NOT_FOUND')]) {
    expect(fromDatabase(other)).toBe(other)
    expect(brokenConstraint(other)).toBeUndefined()
  }
})
