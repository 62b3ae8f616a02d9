import { afterAll, expect, test } from 'vitest'
import { createTestDatabase } from '../testing/create-test-database.ts'
import { query } from '../testing/scratch.ts'

const { url, ownerUrl, superuserUrl, drop } = await createTestDatabase()
afterAll(drop)

const partitions = async () =>
  (await query(ownerUrl, `SELECT FROM pg_inherits WHERE inhparent = 'events'::regclass`)).length

test('the owner of the partitions runs no function that the program’s role made under the same name', async () => {
  await query(superuserUrl, 'CREATE SCHEMA theirs AUTHORIZATION plinth_app')
  await query(url, 'CREATE FUNCTION theirs.plinth_event_partitions() RETURNS integer LANGUAGE sql RETURN 0')
  await query(
    url,
    `CREATE FUNCTION theirs.plinth_first_uuid_of(timestamptz) RETURNS uuid LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'It runs as %', current_user; END $$`,
  )
  const before = await partitions()
  expect(await query(url, `SELECT plinth_event_partitions(now() + interval '6 months', 1) AS made`)).toEqual([
    { made: 1 },
  ])
  expect(await partitions()).toBe(before + 1)
})

test('partitions are made for times in which events are written, and for no others', async () => {
  const before = await partitions()
  const refused = [
    `now() + interval '11 months', 2`,
    `'1999-12-31', 1`,
    `'10889-09-01', 1`,
    `'0044-03-15 BC', 1`,
    `'infinity', 1`,
    `'-infinity', 1`,
    'now(), 1201',
    'now(), -1',
    'now(), NULL',
    'NULL, 1',
  ]
  for (const given of refused)
    await expect(query(url, `SELECT plinth_event_partitions(${given})`), given).rejects.toMatchObject({ code: '22023' })
  expect(await partitions()).toBe(before)
})

test('events whose ids are of no month are kept, found and moved once their month has a partition', async () => {
  const insert = (id: string) =>
    `INSERT INTO events (id, type, subject, "actorType", "requestId") VALUES ('${id}', 'places.removed', '${id}', 'system', 'r')`
  const ahead = new Date(Date.now() + 300 * 86_400_000).getTime().toString(16).padStart(12, '0')
  const ids = [
    `${ahead.slice(0, 8)}-${ahead.slice(8)}-7000-8000-000000000001`,
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'c0ffee00-0000-4000-8000-000000000000',
  ]
  for (const id of ids) await query(url, insert(id))
  const placed = () =>
    query(url, `SELECT id, tableoid = 'events_default'::regclass AS "isDefault" FROM events WHERE "requestId" = 'r'`)
  expect(await placed()).toEqual(expect.arrayContaining(ids.map((id) => ({ id, isDefault: true }))))
  await query(url, `SELECT plinth_event_partitions(now() + interval '299 days', 2)`)
  expect(await placed()).toEqual(expect.arrayContaining(ids.map((id, nth) => ({ id, isDefault: nth > 0 }))))
})
