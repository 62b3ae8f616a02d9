import { expect, test } from 'vitest'
import { query } from '../testing/scratch.ts'
import { scratchMigrations } from '../testing/scratch-migrations.ts'
import { migrate } from './migrate.ts'
import { readMigrations } from './migration-files.ts'

const name = '20261127214312_import_usage'
const id = (nth: number) => `00000000-0000-7000-8000-${String(nth).padStart(12, '0')}`

test('the counters of the quotas begin with what is stored, and files that nobody needs go', async () => {
  const all = await readMigrations()
  const earlier = all.filter((each) => each.name < name).map((each) => [each.name, each.sql])
  const { url, directory, write } = await scratchMigrations(Object.fromEntries(earlier))
  await migrate({ url, directory })
  const [ada, gone] = [id(1), id(2)]
  await query(url, `INSERT INTO users (id, email, name, username) VALUES ('${ada}', 'ada@example.com', 'Ada', 'ada')`)
  // Of Ada: a waiting import, a running one, and a finished one that left its file. Also one of a deleted account, and one of Plinth itself.
  const given = [
    `'${ada}', 'ready'`,
    `'${ada}', 'uploading'`,
    `'${ada}', 'done'`,
    `'${gone}', 'ready'`,
    `NULL, 'ready'`,
  ]
  for (const [nth, owned] of given.entries()) {
    const row = id(10 + nth)
    await query(
      url,
      `INSERT INTO imports (id, "userId", state, resource, name, format) VALUES ('${row}', ${owned}, 'places', 'a.csv', 'csv')`,
    )
    await query(
      url,
      `INSERT INTO import_chunks VALUES ('${row}', 0, '\\x0102'), ('${row}', 1, decode(repeat('00', ${10 + nth}), 'hex'))`,
    )
  }
  await write(name, all.find((each) => each.name === name)?.sql ?? '')
  expect(await migrate({ url, directory })).toEqual([name])
  expect(await query(url, 'SELECT id, "heldBytes" AS held FROM imports ORDER BY id')).toEqual([
    { id: id(10), held: 12 },
    { id: id(11), held: 13 },
    { id: id(12), held: 0 },
    { id: id(14), held: 0 },
  ])
  expect(await query(url, 'SELECT "userId", bytes::int FROM import_usage')).toEqual([{ userId: ada, bytes: 25 }])
  expect(await query(url, `SELECT FROM import_chunks WHERE "importId" IN ('${id(12)}', '${id(13)}')`)).toEqual([])
})
