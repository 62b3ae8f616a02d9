import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createEmptyDatabase, createTestDatabase } from '../testing/create-test-database.ts'
import { query } from '../testing/scratch.ts'
import { scratchMigrations } from '../testing/scratch-migrations.ts'
import { checkDatabase } from './check-database.ts'
import { versionProblem } from './connect.ts'
import { migrate } from './migrate.ts'

/** The same database for a new user who may only connect; `url` is a superuser's. */
async function asNewUser(url: string): Promise<{ url: string; user: string }> {
  const user = `guest_${crypto.randomUUID().slice(0, 8)}`
  await query(url, `CREATE ROLE ${user} LOGIN PASSWORD 'guest'`)
  onTestFinished(async () => void (await query(url, `DROP OWNED BY ${user}; DROP ROLE ${user}`)))
  const theirs = new URL(url)
  theirs.username = user
  theirs.password = 'guest'
  return { url: theirs.href, user }
}

async function listen(onConnect: (end: () => void) => void): Promise<string> {
  const server = createServer((socket) => onConnect(() => socket.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return `postgresql://me:geheim@127.0.0.1:${typeof address === 'object' ? address?.port : 0}/plinth`
}

test('a database that will do passes', async () => {
  const { url, drop } = await createTestDatabase()
  onTestFinished(drop)
  await checkDatabase(url)
})

test.for([
  ['nobody listens', 'postgresql://me:geheim@127.0.0.1:1/plinth'],
  ['no such host', 'postgresql://me:geheim@no-such-host.invalid/plinth'],
  ['no socket', 'postgresql://me:geheim@localhost/plinth?host=/no/such/folder'],
])('unreachable: %s', async ([, url = '']) => {
  await expect(checkDatabase(url)).rejects.toMatchObject({
    code: 'DATABASE_UNREACHABLE',
    message: expect.not.stringContaining('geheim'),
  })
})

test('unreachable: something else listens', async () => {
  const url = await listen((end) => end())
  const where = new URL(url).host
  await expect(checkDatabase(url)).rejects.toMatchObject({
    code: 'DATABASE_UNREACHABLE',
    message: expect.stringMatching(
      new RegExp(`^The database at ${where}/plinth cannot be reached \\(.+\\)\\. Start it`),
    ),
  })
})

test('unreachable: it takes the connection and says nothing', async () => {
  const url = await listen(() => undefined)
  await expect(checkDatabase(url)).rejects.toMatchObject({
    code: 'DATABASE_UNREACHABLE',
    message: expect.stringContaining('timeout'),
  })
})

test('a database that is not there, a user who is not let in', async () => {
  const { url, drop } = await createEmptyDatabase()
  onTestFinished(drop)
  const other = new URL(url)
  other.pathname = '/not_there'
  await expect(checkDatabase(other.href)).rejects.toMatchObject({ code: 'DATABASE_MISSING' })
  other.username = 'nobody_of_this_name'
  await expect(checkDatabase(other.href)).rejects.toMatchObject({
    code: 'DATABASE_FORBIDDEN',
    message: expect.stringContaining('nobody_of_this_name'),
  })
})

test('a user who may not create tables is refused, unless the owner has applied the migrations', async () => {
  const { url, superuserUrl, directory, write } = await scratchMigrations({
    '20260101000000_first': 'CREATE TABLE notes (id int);',
  })
  const guest = await asNewUser(superuserUrl)
  const refusal = {
    code: 'DATABASE_FORBIDDEN',
    message: expect.stringContaining(`The user "${guest.user}" may not create tables in the schema "public"`),
  }
  await expect(checkDatabase(guest.url)).rejects.toMatchObject(refusal)
  await expect(migrate({ url: guest.url, directory })).rejects.toMatchObject(refusal)

  await migrate({ url, directory })
  await query(url, `GRANT SELECT ON _prisma_migrations TO ${guest.user}`)
  await checkDatabase(guest.url)
  expect(await migrate({ url: guest.url, directory })).toEqual([])

  await write('20260102000000_second', 'ALTER TABLE notes ADD COLUMN text text;')
  await expect(migrate({ url: guest.url, directory })).rejects.toMatchObject(refusal)
  await query(url, `GRANT CREATE ON SCHEMA public TO ${guest.user}; GRANT ALL ON _prisma_migrations TO ${guest.user}`)
  await expect(migrate({ url: guest.url, directory })).rejects.toMatchObject({
    code: 'DATABASE_FORBIDDEN',
    message: expect.stringMatching(/must be owner of table notes/),
  })
})

test('a server before PostgreSQL 15 is too old', () => {
  expect(versionProblem(149_999)).toMatchObject({
    code: 'DATABASE_TOO_OLD',
    message: expect.stringMatching(/is PostgreSQL 14, and Plinth needs PostgreSQL 15 or newer/),
  })
  expect(versionProblem(150_000)).toBeUndefined()
})

test('PostgreSQL 15 is new enough, and is migrated', async ({ skip }) => {
  const serverUrl = 'postgresql://postgres@127.0.0.1:5432/postgres'
  const rows = await query<{ server_version: string }>(serverUrl, 'SHOW server_version').catch(() => [])
  if (!rows[0]?.server_version.startsWith('15.'))
    return skip('no PostgreSQL 15 lets the user postgres in at 127.0.0.1:5432')
  const name = `plinth_test_${crypto.randomUUID()}`
  await query(serverUrl, `CREATE DATABASE "${name}"`)
  onTestFinished(async () => void (await query(serverUrl, `DROP DATABASE "${name}"`)))
  const url = `postgresql://postgres@127.0.0.1:5432/${name}`
  await checkDatabase(url)
  expect((await migrate({ url })).length).toBeGreaterThan(0)
  expect(await migrate({ url })).toEqual([])
})
