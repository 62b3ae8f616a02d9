import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { createEmptyDatabase, createTestDatabase } from './create-test-database.ts'

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('each test database is migrated, empty and its own', async () => {
  const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()])
  onTestFinished(async () => void (await Promise.all([one.drop(), two.drop()])))
  await query(one.url, `INSERT INTO tags (id, name) VALUES (gen_random_uuid(), 'one')`)
  expect(await query(one.url, 'SELECT name FROM tags')).toEqual([{ name: 'one' }])
  expect(await query(two.url, 'SELECT name FROM tags')).toEqual([])
})

test('the server of the tests checks its pages, and writes none of them to the disk', async () => {
  const { url, drop } = await createTestDatabase()
  onTestFinished(drop)
  const rows = await query(
    url,
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
       current_setting('full_page_writes') AS pages, current_setting('data_checksums') AS checksums`,
  )
  expect(rows).toEqual([{ fsync: 'off', commit: 'on', pages: 'off', checksums: 'on' }])
})

test('the program may do in a clone what it may do in the database that is cloned', async () => {
  const [clone, empty] = await Promise.all([createTestDatabase(), createEmptyDatabase()])
  onTestFinished(async () => void (await Promise.all([clone.drop(), empty.drop()])))
  const rights = `SELECT pg_get_userbyid(datdba) AS owner, has_database_privilege(datname, 'TEMPORARY') AS temporary,
      has_function_privilege('lo_create(oid)', 'EXECUTE') AS objects
    FROM pg_database WHERE datname = current_database()`
  const expected = [{ owner: 'plinth_owner', temporary: false, objects: false }]
  expect([await query(clone.url, rights), await query(empty.url, rights)]).toEqual([expected, expected])
  await query(clone.ownerUrl, 'CREATE TABLE made (id int)')
  expect(await query(clone.url, 'INSERT INTO made VALUES (1) RETURNING id')).toEqual([{ id: 1 }])
})
