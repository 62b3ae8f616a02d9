import { expect, test } from 'vitest'
import { query } from '../testing/scratch.ts'
import { scratchMigrations } from '../testing/scratch-migrations.ts'
import { migrate } from './migrate.ts'
import { readMigrations } from './migration-files.ts'

const name = '20261128120000_event_log'

/** A UUIDv7 for a given time. */
const idAt = (iso: string, nth: number) =>
  `${new Date(iso)
    .getTime()
    .toString(16)
    .padStart(12, '0')
    .replace(/^(.{8})/, '$1-')}-7000-8000-${String(nth).padStart(12, '0')}`

test('events are carried over whole, into the partitions of their months, in the order in which they happened', async () => {
  const all = await readMigrations()
  const earlier = all.filter((each) => each.name < name).map((each) => [each.name, each.sql])
  const { url, directory, write } = await scratchMigrations(Object.fromEntries(earlier))
  await migrate({ url, directory })
  const subject = idAt('2026-01-01T00:00:00Z', 1)
  const times = [
    '2026-08-31T23:59:59.999Z',
    '2026-09-01T00:00:00.000Z',
    '2026-09-01T00:00:00.000Z',
    new Date().toISOString(),
  ]
  const ids = times.map(idAt)
  for (const [nth, at] of times.entries())
    await query(
      url,
      `INSERT INTO events (id, type, subject, "actorType", "actorId", "requestId", before, after, "createdAt")
       VALUES ('${ids[nth]}', 'places.updated', '${subject}', 'user', '${subject}', 'r${nth}', '{"version": ${nth}}', '{"version": ${nth + 1}}', '${at}')`,
    )
  // An id of another kind: random, so that it belongs to no month.
  await query(
    url,
    `INSERT INTO events (id, type, subject, "actorType", "requestId") VALUES ('ffffffff-ffff-4fff-bfff-ffffffffffff', 'places.removed', '${subject}', 'system', 'r')`,
  )
  // As it was written, by column names. Events of nouns without such a field keep their contents.
  const written = { authorId: subject, articleId: subject, body: 'authorId' }
  for (const [nth, type] of ['comments.created', 'places.created'].entries())
    await query(
      url,
      `INSERT INTO events (id, type, subject, "actorType", "requestId", after)
       VALUES ('${idAt(new Date().toISOString(), 100 + nth)}', '${type}', '${subject}', 'system', 'by column', '${JSON.stringify(written)}')`,
    )
  const columns = 'id, type, subject, "actorType", "actorId", "requestId", before, after, "createdAt"'
  const was = await query(url, `SELECT ${columns} FROM events ORDER BY "createdAt", id`)
  await write(name, all.find((each) => each.name === name)?.sql ?? '')
  expect(await migrate({ url, directory })).toEqual([name])
  const renamed = { author: subject, article: subject, body: 'authorId' }
  expect(await query(url, `SELECT ${columns} FROM events ORDER BY position`)).toEqual(
    was.map((row) => (row.type === 'comments.created' ? { ...row, after: renamed } : row)),
  )
  const [now = ''] = [new Date().toISOString().slice(0, 7).replace('-', '_')]
  const placed = await query(
    url,
    `SELECT tableoid::regclass::text AS part, count(*)::int AS n FROM events GROUP BY 1 ORDER BY 1`,
  )
  expect(placed).toEqual(
    [
      { part: 'events_2026_08', n: 1 },
      { part: 'events_2026_09', n: 2 },
      { part: `events_${now}`, n: 3 },
      { part: 'events_default', n: 1 },
    ].sort((one, other) => (one.part < other.part ? -1 : 1)),
  )
  // The next position is after all of them, and the next three months have a partition.
  await query(
    url,
    `INSERT INTO events (id, type, subject, "actorType", "requestId") VALUES ('${idAt(new Date().toISOString(), 9)}', 'places.created', '${subject}', 'system', 'last')`,
  )
  expect(await query(url, 'SELECT "requestId" FROM events ORDER BY position DESC LIMIT 1')).toEqual([
    { requestId: 'last' },
  ])
  expect(await query(url, 'SELECT plinth_event_partitions(now(), 4) AS made')).toEqual([{ made: 0 }])
})
