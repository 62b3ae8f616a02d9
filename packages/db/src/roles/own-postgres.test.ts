import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../open.ts'
import { createPool } from '../pool.ts'
import { attackThrough, uses } from '../testing/attacks.ts'
import { createEmptyDatabase, createTestDatabase } from '../testing/create-test-database.ts'
import { readRolesScript } from '../testing/readme-roles.ts'
import { initializedFolder, query } from '../testing/scratch.ts'
import { databaseUrl } from '../testing/template.ts'

/** Opens an external database as the program does, and returns the warnings. */
async function open(url: string, migrationUrl?: string): Promise<string[]> {
  const warnings: string[] = []
  const { stop } = await openDatabase({
    url,
    migrationUrl,
    dataDir: '/nowhere',
    log: () => undefined,
    warn: (line) => warnings.push(line),
  })
  await stop()
  return warnings
}

test('the script of the README makes two roles on PostgreSQL 15 that suffice, and no more', async ({ skip }) => {
  const serverUrl = 'postgresql://postgres@127.0.0.1:5432/postgres'
  const rows = await query<{ server_version: string }>(serverUrl, 'SHOW server_version').catch(() => [])
  if (!rows[0]?.server_version.startsWith('15.'))
    return skip('no PostgreSQL 15 lets the user postgres in at 127.0.0.1:5432')

  const name = `plinth_${crypto.randomUUID().slice(0, 8)}`
  const { server, database } = await readRolesScript(name)
  onTestFinished(async () => {
    await query(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await query(serverUrl, `DROP ROLE IF EXISTS ${name}_app, ${name}_owner`)
  })
  for (const statement of server) await query(serverUrl, statement)
  for (const statement of database) await query(databaseUrl(serverUrl, name), statement)

  const as = (role: string, password: string) => {
    const url = new URL(databaseUrl(serverUrl, name))
    Object.assign(url, { username: role, password })
    return url.href
  }
  const url = as(`${name}_app`, 'choose another password')
  expect(await open(url, as(`${name}_owner`, 'choose a password'))).toEqual([])
  const pool = createPool({ url })
  try {
    for (const sql of uses) await pool.query(sql)
    const names = { owner: `${name}_owner`, superuser: 'postgres', database: name }
    expect(await attackThrough(pool, names)).toEqual([])
    // The owner may end the program's activity, and the log of Postgres contains no failed statements of either.
    const quiet = [{ log_min_messages: 'log' }]
    expect((await pool.query('SHOW log_min_messages')).rows).toEqual(quiet)
    const owner = as(`${name}_owner`, 'choose a password')
    expect(await query(owner, 'SHOW log_min_messages')).toEqual(quiet)
    const extensions = `SELECT DISTINCT extowner::regrole::text AS owner FROM pg_extension`
    expect(await query(owner, extensions)).toEqual([{ owner: 'postgres' }])
    // A later migration may use a serial column.
    await query(owner, 'CREATE TABLE numbered (id serial, text text)')
    await pool.query(`INSERT INTO numbered (text) VALUES ('x')`)
    await query(owner, 'DROP TABLE numbered')
    const ended = `SELECT bool_and(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity WHERE usename = '${name}_app'`
    expect(await query(owner, ended)).toEqual([{ ended: true }])
  } finally {
    await pool.end()
  }
  // The second start finds everything in place, so one role is enough.
  expect(await open(url)).toEqual([])
})

test('a superuser in DATABASE_URL is warned of once, and so is who may run programs or use files', async () => {
  const { url, superuserUrl, drop } = await createTestDatabase()
  onTestFinished(drop)
  expect(await open(url)).toEqual([])
  expect(await open(superuserUrl)).toEqual([
    expect.stringMatching(/^The user "postgres" of DATABASE_URL has the rights of a superuser: .* README\.md\.$/),
  ])

  const name = `reader_${crypto.randomUUID().slice(0, 8)}`
  await query(superuserUrl, `CREATE ROLE ${name} LOGIN PASSWORD 'reader' IN ROLE plinth_app, pg_read_server_files`)
  onTestFinished(async () => void (await query(superuserUrl, `DROP ROLE ${name}`)))
  const theirs = new URL(url)
  Object.assign(theirs, { username: name, password: 'reader' })
  expect(await open(theirs.href)).toEqual([expect.stringContaining('the rights of pg_read_server_files:')])
  // SET ROLE would make it a superuser.
  await query(superuserUrl, `REVOKE pg_read_server_files FROM ${name}; GRANT postgres TO ${name}`)
  expect(await open(theirs.href)).toEqual([expect.stringContaining('the rights of postgres (a superuser):')])
})

test('a role that may not change the rows is refused with the grant that it needs', async () => {
  const { url, ownerUrl, drop } = await createTestDatabase()
  onTestFinished(drop)
  await query(ownerUrl, 'REVOKE UPDATE ON tags FROM plinth_app; REVOKE DELETE ON users FROM plinth_app')
  await expect(open(url, ownerUrl)).rejects.toMatchObject({
    code: 'DATABASE_FORBIDDEN',
    message: expect.stringMatching(
      /"plinth_app" may not read and change the rows of tags, users in .* GRANT SELECT, INSERT/,
    ),
  })
})

test('addresses of two databases are refused: the migrations of one are not in the other', async () => {
  const [one, other] = await Promise.all([createEmptyDatabase(), createEmptyDatabase()])
  onTestFinished(async () => void (await Promise.all([one.drop(), other.drop()])))
  await expect(open(one.url, other.ownerUrl)).rejects.toMatchObject({
    code: 'DATABASE_FORBIDDEN',
    message: expect.stringContaining('DATABASE_URL and DATABASE_MIGRATION_URL must name the same database'),
  })
})

test('in the embedded Postgres the extensions are created by the superuser', async () => {
  const { ownerUrl, stop } = await openDatabase({
    url: undefined,
    dataDir: await initializedFolder(),
    log: () => undefined,
    warn: () => undefined,
  })
  onTestFinished(stop)
  const owners = await query(ownerUrl, `SELECT DISTINCT extowner::regrole::text AS owner FROM pg_extension`)
  expect(owners).toEqual([{ owner: 'postgres' }])
})
