import { type ChildProcess, spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { poll } from '../embedded/poll.ts'
import { query } from '../testing/scratch.ts'
import { scratchMigrations } from '../testing/scratch-migrations.ts'
import { migrate, migrationState } from './migrate.ts'

const first = '20260101000000_first'
const second = '20260102000000_second'
const createNotes = 'CREATE TABLE notes (id int PRIMARY KEY, text text);'

async function tables(url: string): Promise<string[]> {
  const rows = await query<{ name: string }>(
    url,
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_prisma%' ORDER BY 1`,
  )
  return rows.map(({ name }) => name)
}

/** Rows of Prisma's table as text. */
async function history(url: string): Promise<string[]> {
  const rows = await query<{ name: string; state: string }>(
    url,
    `SELECT migration_name AS name, CASE WHEN rolled_back_at IS NOT NULL THEN 'rolled back' WHEN finished_at IS NULL THEN 'unfinished' ELSE 'applied' END AS state
     FROM _prisma_migrations ORDER BY started_at`,
  )
  return rows.map(({ name, state }) => `${name} ${state}`)
}

function spawnMigrate(
  url: string,
  directory: string,
): { child: ChildProcess; output(): string; exited: Promise<void> } {
  const program = fileURLToPath(new URL('../testing/migrate-program.ts', import.meta.url))
  const child = spawn(process.execPath, [program, url, directory], { stdio: ['ignore', 'pipe', 'inherit'], env: {} })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, output: () => output, exited: new Promise((resolve) => child.once('close', () => resolve())) }
}

test('applies what is pending, once, and says how things stand', async () => {
  const { url, directory, write } = await scratchMigrations({ [first]: createNotes })
  const nothing = { applied: [], pending: [], unknown: [], failed: [], edited: [] }
  expect(await migrationState({ url, directory })).toEqual({ ...nothing, pending: [first] })
  expect(await migrate({ url, directory })).toEqual([first])
  expect(await migrate({ url, directory })).toEqual([])
  await write(second, 'ALTER TABLE notes ADD COLUMN more int;')
  expect(await migrationState({ url, directory })).toEqual({ ...nothing, applied: [first], pending: [second] })
  expect(await migrate({ url, directory })).toEqual([second])
  expect(await migrationState({ url, directory })).toEqual({ ...nothing, applied: [first, second] })
})

test('a script is run as it is written: functions, semicolons in strings, statements without one at the end', async () => {
  const { url, directory } = await scratchMigrations({
    [first]: `-- A comment; with a semicolon
CREATE FUNCTION shout(words text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN upper(words); END; $$;
CREATE TABLE notes (text text DEFAULT 'a;b');
INSERT INTO notes SELECT shout('c;d') -- the end`,
  })
  await migrate({ url, directory })
  expect(await query(url, 'SELECT text FROM notes')).toEqual([{ text: 'C;D' }])
})

test('two programs that start at once on an empty database migrate once', async () => {
  const { url, directory } = await scratchMigrations({
    [first]: createNotes,
    [second]: 'CREATE TABLE more (id int);',
  })
  const programs = [spawnMigrate(url, directory), spawnMigrate(url, directory), spawnMigrate(url, directory)]
  await Promise.all(programs.map(({ exited }) => exited))
  const answers = programs.map(({ output }) => output().trim().split('\n').at(-2)).sort()
  expect(answers).toEqual([JSON.stringify([first, second]), '[]', '[]'])
  expect(await history(url)).toEqual([`${first} applied`, `${second} applied`])
})

test('a program that has migrated can end at once', async () => {
  const { url, directory } = await scratchMigrations({ [first]: createNotes })
  const { output, exited } = spawnMigrate(url, directory)
  await exited
  // The engine sets a timer of ten seconds and never clears it.
  expect(output()).toMatch(/held: nothing\n$/)
})

test('who comes second waits, however long the first one takes', async () => {
  const { url, directory } = await scratchMigrations({ [first]: `${createNotes} SELECT pg_sleep(1);` })
  const lines: string[] = []
  const migrateHere = () => migrate({ url, directory, lockTimeoutMs: 100, log: (line) => lines.push(line) })
  expect((await Promise.all([migrateHere(), migrateHere()])).flat()).toEqual([first])
  expect(lines).toContain('Another Plinth is migrating this database; waiting for it.')
})

test('a failing migration changes nothing, names its line, and can be repaired', async () => {
  const { url, directory, write } = await scratchMigrations({ [first]: createNotes })
  await migrate({ url, directory })
  await write(second, 'CREATE TABLE half (id int);\n\nALTER TABLE notes\n  ADD COLUMN more nonsense;\n')
  await expect(migrate({ url, directory })).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    message: `The migration ${second} failed in line 4: type "nonsense" does not exist. It was rolled back, and the database is as before. Correct its migration.sql, and start again.`,
  })
  expect(await tables(url)).toEqual(['notes'])
  expect(await query(url, 'SELECT * FROM notes')).toEqual([])
  expect(await migrationState({ url, directory })).toMatchObject({ applied: [first], pending: [second], failed: [] })
  await write(second, 'CREATE TABLE whole (id int);')
  expect(await migrate({ url, directory })).toEqual([second])
  expect(await history(url)).toEqual([`${first} applied`, `${second} rolled back`, `${second} applied`])
})

test('after kill -9 in the middle of a migration the next start applies it', async () => {
  const { url, directory, write } = await scratchMigrations({ [first]: `${createNotes} SELECT pg_sleep(60);` })
  const { child, exited } = spawnMigrate(url, directory)
  const isSleeping = async () => {
    const rows = await query(
      url,
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`,
    )
    return rows.length > 0 ? true : undefined
  }
  expect(await poll(performance.now() + 30_000, 20, isSleeping)).toBe(true)
  child.kill('SIGKILL')
  await exited
  expect(await migrationState({ url, directory })).toMatchObject({ failed: [first], pending: [first] })
  await write(first, createNotes)
  expect(await migrate({ url, directory })).toEqual([first])
  expect(await history(url)).toEqual([`${first} rolled back`, `${first} applied`])
})

test('a script and the mark that it is done commit together', async () => {
  const { url, directory } = await scratchMigrations({
    [first]: `${createNotes} CREATE TABLE seen (finished int);
CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO seen VALUES (pg_current_xact_id()::text::int); RETURN NEW;
END $$;
CREATE TRIGGER look AFTER UPDATE OF finished_at ON _prisma_migrations FOR EACH ROW EXECUTE FUNCTION look();
INSERT INTO seen VALUES (pg_current_xact_id()::text::int);`,
  })
  await migrate({ url, directory })
  const rows = await query<{ finished: number }>(url, 'SELECT finished FROM seen ORDER BY ctid')
  expect(rows.length).toBeGreaterThanOrEqual(2)
  expect(rows[1]).toEqual(rows[0])
})

test('an index can be built concurrently by a migration of its own', async () => {
  const { url, directory } = await scratchMigrations({
    [first]: createNotes,
    [second]: '-- Beside the work on the table.\nCREATE INDEX CONCURRENTLY notes_text ON notes (text);\n',
  })
  expect(await migrate({ url, directory })).toEqual([first, second])
})

test('a concurrent index that fails says what it left, and after its advice the migration can be repeated', async () => {
  const { url, directory, write } = await scratchMigrations({
    [first]: `${createNotes} INSERT INTO notes VALUES (1, 'a'), (2, 'a');`,
  })
  await migrate({ url, directory })
  await write(second, 'CREATE UNIQUE INDEX CONCURRENTLY "notesText" ON notes (text);')
  const drop = 'DROP INDEX CONCURRENTLY "notesText";'
  await expect(migrate({ url, directory })).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    message: expect.stringContaining(`left an index that does not work. Drop it first: ${drop}`),
  })
  await query(url, `DELETE FROM notes WHERE id = 2`)
  await query(url, drop)
  expect(await migrate({ url, directory })).toEqual([second])
})

test('a script with BEGIN and COMMIT of its own is refused before anything of it is done', async () => {
  const { url, directory, write } = await scratchMigrations({
    [first]: createNotes,
    [second]: `INSERT INTO notes VALUES (1, 'a');\nBEGIN;\nINSERT INTO notes VALUES (2, 'b');\nCOMMIT;\nSELECT 1/0;`,
  })
  await expect(migrate({ url, directory })).rejects.toMatchObject({
    code: 'MIGRATION_INVALID',
    message: expect.stringMatching(/has "BEGIN" in line 2\. .* Nothing was changed\.$/),
  })
  // The previous migration was not applied either.
  expect(await tables(url)).toEqual([])
  await write(second, 'CREATE TABLE other (id int); CREATE INDEX CONCURRENTLY i ON other (id);')
  await expect(migrate({ url, directory })).rejects.toMatchObject({ code: 'MIGRATION_INVALID' })
  expect(await tables(url)).toEqual([])
})

test('a value of an enum that is used where it is added is rolled back, with what to do', async () => {
  const { url, directory } = await scratchMigrations({
    [first]: `CREATE TYPE color AS ENUM ('red'); CREATE TABLE paint (color color);`,
    [second]: `ALTER TYPE color ADD VALUE 'green'; INSERT INTO paint VALUES ('green');`,
  })
  await expect(migrate({ url, directory })).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    message: expect.stringMatching(/as before\. Move ALTER TYPE … ADD VALUE to a migration of its own before it/),
  })
  expect(await query(url, 'SELECT enum_range(null::color)::text AS values')).toEqual([{ values: '{red}' }])
})

test('a migration that does not get its lock gives up, and holds up nobody', async () => {
  const { url, directory, write } = await scratchMigrations({ [first]: createNotes })
  await migrate({ url, directory })
  await write(second, 'ALTER TABLE notes ADD COLUMN more int;')
  const reader = new pg.Client({ connectionString: url })
  await reader.connect()
  await reader.query('BEGIN; SELECT * FROM notes')
  await expect(migrate({ url, directory, lockTimeoutMs: 200 })).rejects.toMatchObject({
    code: 'MIGRATION_LOCK_TIMEOUT',
    message: expect.stringContaining(second),
  })
  await reader.end()
  expect(await migrate({ url, directory, lockTimeoutMs: 200 })).toEqual([second])
})

test('a database that is newer than the program is refused and left as it is', async () => {
  const { url, directory, write } = await scratchMigrations({
    [first]: createNotes,
    [second]: 'CREATE TABLE b (id int);',
  })
  await migrate({ url, directory })
  await rm(join(directory, second), { recursive: true })
  await write('20260101500000_other', 'CREATE TABLE c (id int);')
  await expect(migrate({ url, directory })).rejects.toMatchObject({
    code: 'DATABASE_NEWER',
    message: expect.stringContaining(second),
  })
  expect(await tables(url)).toEqual(['b', 'notes'])
  expect(await migrationState({ url, directory })).toMatchObject({
    unknown: [second],
    pending: ['20260101500000_other'],
  })
})

test('a migration that was changed after it was applied is told of; other line ends are no change', async () => {
  const { url, directory, write } = await scratchMigrations({ [first]: `${createNotes}\n` })
  await migrate({ url, directory })
  const lines: string[] = []
  await write(first, `${createNotes}\r\n`)
  await migrate({ url, directory, log: (line) => lines.push(line) })
  expect(lines).toEqual([])
  await write(first, `${createNotes} -- changed`)
  expect(await migrate({ url, directory, log: (line) => lines.push(line) })).toEqual([])
  expect(lines).toEqual([`Applied migrations were changed afterwards: ${first}.`])
  expect((await migrationState({ url, directory })).edited).toEqual([first])
})

test('a folder without a script, or no folder, is named', async () => {
  const { url, directory } = await scratchMigrations({ [first]: createNotes })
  await rm(join(directory, first, 'migration.sql'))
  await expect(migrate({ url, directory })).rejects.toMatchObject({
    code: 'MIGRATION_INVALID',
    message: expect.stringContaining(first),
  })
  await expect(migrate({ url, directory: join(directory, 'none') })).rejects.toMatchObject({
    code: 'MIGRATION_INVALID',
  })
})

test('an extension that a migration needs is created by the superuser; the owner of the tables may not', async () => {
  const { url, superuserUrl, directory } = await scratchMigrations({
    [first]: `${createNotes}\n-- For reading files.\nCREATE EXTENSION IF NOT EXISTS "file_fdw";`,
  })
  await expect(migrate({ url, directory })).rejects.toMatchObject({ code: 'DATABASE_FORBIDDEN' })
  expect(await migrate({ url, superuserUrl, directory })).toEqual([first])
  expect(
    await query(url, `SELECT extowner::regrole::text AS owner FROM pg_extension WHERE extname = 'file_fdw'`),
  ).toEqual([{ owner: 'postgres' }])
})

test('only the owner of the tables writes which migrations are applied, whatever was granted', async () => {
  const { url, directory } = await scratchMigrations({ [first]: createNotes })
  const writers = () =>
    query(
      url,
      `SELECT DISTINCT grantee FROM information_schema.role_table_grants
       WHERE table_name = '_prisma_migrations' AND privilege_type <> 'SELECT' AND grantee <> current_user`,
    )
  await migrate({ url, directory })
  expect(await writers()).toEqual([])
  await query(url, 'GRANT INSERT, DELETE ON _prisma_migrations TO plinth_app, PUBLIC')
  expect(await writers()).toHaveLength(2)
  await migrate({ url, directory })
  expect(await writers()).toEqual([])
})
