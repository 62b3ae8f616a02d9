import { afterAll, expect, test } from 'vitest'
import { createDatabase, type Database } from './database.ts'
import { fromDatabase } from './errors.ts'
import { fragment } from './fragment.ts'
import { createPool } from './pool.ts'
import { type Build, statement } from './statement.ts'
import { createTestDatabase } from './testing/create-test-database.ts'

const { url, drop } = await createTestDatabase()
const database = createDatabase(createPool({ url }))
afterAll(() => database.close().then(drop))

const insertTag = statement((q: Build<{ id: string; name: string }>) =>
  q.db
    .insertInto('tags')
    .values({ id: q.param('id'), name: q.param('name') })
    .returning('name'),
)
const tagNames = statement((q: Build<{ prefix: string }>) =>
  q.db.selectFrom('tags').select('name').where('name', 'like', q.param('prefix')).orderBy('name'),
)

let nth = 0
/** Two new tags, one inserted by a statement and one by Prisma, and a query for them. */
function someTags() {
  const prefix = `tag ${nth++} `
  return {
    insert: async (db: Parameters<Parameters<Database['transaction']>[0]>[0], which = '') => {
      await insertTag.run(db, { id: crypto.randomUUID(), name: `${prefix}${which}statement` })
      await db.tx.tag.create({ data: { id: crypto.randomUUID(), name: `${prefix}${which}prisma` } })
    },
    found: async (db = database.open()) =>
      (await tagNames.run(db, { prefix: `${prefix}%` })).map(({ name }) => name.slice(prefix.length)),
  }
}

test('a transaction commits statements and Prisma together', async () => {
  const { insert, found } = someTags()
  const result = await database.open().transaction(async (db) => {
    await insert(db)
    expect(await found(db)).toEqual(['prisma', 'statement'])
    expect(await found()).toEqual([])
    return 'done'
  })
  expect(result).toBe('done')
  expect(await found()).toEqual(['prisma', 'statement'])
})

test('a throw rolls back all of it, and arrives as it was thrown', async () => {
  const { insert, found } = someTags()
  const failure = new Error('on purpose')
  const work = database.open().transaction(async (db) => {
    await insert(db)
    throw failure
  })
  await expect(work).rejects.toBe(failure)
  expect(await found()).toEqual([])
})

test('a failed statement rolls back all of it', async () => {
  const { insert, found } = someTags()
  const id = crypto.randomUUID()
  const work = database.open().transaction(async (db) => {
    await insert(db)
    await insertTag.run(db, { id, name: 'twice' })
    await insertTag.run(db, { id, name: 'twice' })
  })
  expect(fromDatabase(await work.catch((error: unknown) => error))).toMatchObject({ code: 'ALREADY_EXISTS' })
  expect(await found()).toEqual([])
})

test('a transaction within one joins it: both or neither', async () => {
  const { insert, found } = someTags()
  const outer = database.open().transaction(async (db) => {
    await db.transaction((inner) => insert(inner, 'inner '))
    expect(await found(db)).toHaveLength(2)
    throw new Error('after the inner one')
  })
  await expect(outer).rejects.toThrow('after the inner one')
  expect(await found()).toEqual([])

  await database.open().transaction(async (db) => {
    await insert(db, 'outer ')
    await db.transaction(async (inner) => {
      expect(await found(inner)).toHaveLength(2)
      await insert(inner, 'inner ')
    })
  })
  expect(await found()).toEqual(['inner prisma', 'inner statement', 'outer prisma', 'outer statement'])
})

test('a failure in the inner one ends the outer one', async () => {
  const { insert, found } = someTags()
  const work = database.open().transaction(async (db) => {
    await insert(db, 'outer ')
    await db.transaction(async () => {
      throw new Error('inner')
    })
  })
  await expect(work).rejects.toThrow('inner')
  expect(await found()).toEqual([])
})

test('a transaction that takes too long is rolled back, and says so', async () => {
  const { insert, found } = someTags()
  const work = database.open().transaction(
    async (db) => {
      await insert(db)
      await db.query({ name: 'sleep', text: 'select 1 from pg_sleep(0.4)', values: [] })
      await insert(db, 'late ')
    },
    { timeoutMs: 100 },
  )
  expect(fromDatabase(await work.catch((error: unknown) => error))).toMatchObject({ code: 'TIMEOUT' })
  expect(await found()).toEqual([])
})

test('the pool is free again after any number of failed transactions', async () => {
  const work = () => database.open().transaction(() => Promise.reject(new Error('no')))
  await Promise.allSettled(Array.from({ length: 30 }, work))
  expect(database.pool.waitingCount).toBe(0)
  expect(database.pool.idleCount).toBe(database.pool.totalCount)
})

test('a row looks the same on the pool and within a transaction, whatever its types', async () => {
  interface Given {
    text: string
    nothing: string | null
    number: number
    yes: boolean
    at: Date
    texts: string[]
    dates: Date[]
    json: string
    id: string
  }
  const echo = statement(
    (q: Build<Given>) =>
      fragment.statement<Record<string, unknown>>`select
      ${q.param('text')}::text as "text", ${q.param('nothing')}::text as "nothing", ${q.param('number')}::int as "number",
      ${q.param('yes')}::boolean as "yes", ${q.param('at')}::timestamptz(3) as "at", ${q.param('texts')}::text[] as "texts",
      ${q.param('dates')}::timestamptz(3)[] as "dates", ${q.param('json')}::jsonb as "json", ${q.param('id')}::uuid as "id",
      array[]::text[] as "empty", 1.5::float8 as "float", null::timestamptz as "never",
      jsonb_build_object('at', ${q.param('at')}::timestamptz(3)) as "within"`,
  )
  const at = new Date('2026-02-03T04:05:06.789Z')
  const given: Given = {
    text: `it's "q" \\ %_ é 語 😀`,
    nothing: null,
    number: -7,
    yes: true,
    at,
    texts: ['a,b', '"', '\\', '', 'NULL', '{}', 'é'],
    dates: [at, new Date(0)],
    json: JSON.stringify({ a: [1, null, 'x'] }),
    id: '00000000-0000-7000-8000-000000000001',
  }
  const onPool = await echo.run(database.open(), given)
  const inTransaction = await database.open().transaction((db) => echo.run(db, given))
  expect(onPool).toMatchObject([{ ...given, json: { a: [1, null, 'x'] }, empty: [], float: 1.5, never: null }])
  expect(inTransaction).toEqual(onPool)
})

test('the meter counts statements and their time', async () => {
  const db = database.open()
  await db.query({ name: 'nap', text: 'select 1 from pg_sleep(0.03)', values: [] })
  expect(db.meter.count).toBe(1)
  expect(db.meter.ms).toBeGreaterThan(29)
  await db.transaction((tx) => tx.query({ name: 'nap', text: 'select 1 from pg_sleep(0.03)', values: [] }))
  // One for the transaction itself, and one for the statement in it.
  expect(db.meter.count).toBe(3)
  expect(db.meter.ms).toBeGreaterThan(59)
  await expect(db.query({ name: 'wrong', text: 'select nothing', values: [] })).rejects.toThrow()
  expect(db.meter.count).toBe(4)
  expect(database.open().meter).toEqual({ count: 0, ms: 0 })
})

test('a pool that is used up says so in time', async () => {
  const small = createDatabase(createPool({ url, maxConnections: 1, connectTimeoutMs: 100 }))
  const client = await small.pool.connect()
  const refused = await small
    .open()
    .query({ name: 'one', text: 'select 1', values: [] })
    .catch((error: unknown) => error)
  expect(fromDatabase(refused)).toMatchObject({ code: 'UNAVAILABLE' })
  client.release()
  expect(await small.open().query({ name: 'one', text: 'select 1 as one', values: [] })).toEqual([{ one: 1 }])
  await small.close()
})
