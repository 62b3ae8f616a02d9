import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from './create-test-database.ts'

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

test('the server of the tests is as durable as in production', async () => {
  const { url, drop } = await createTestDatabase()
  onTestFinished(drop)
  const rows = await query(
    url,
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
       current_setting('full_page_writes') AS pages, current_setting('data_checksums') AS checksums`,
  )
  expect(rows).toEqual([{ fsync: 'on', commit: 'on', pages: 'on', checksums: 'on' }])
})
