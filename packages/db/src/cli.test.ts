import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { createEmptyDatabase, createTestDatabase } from './testing/create-test-database.ts'
import { initializedFolder, query, scratchFolder, scratchServer } from './testing/scratch.ts'

interface Answer {
  exitCode: number
  stdout: string
  stderr: string
}

const program = fileURLToPath(new URL('./cli.ts', import.meta.url))

/** Runs `npm run db -- …` with only these settings. */
function db(settings: Record<string, string>, ...args: string[]): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env: settings }, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
    })
  })
}

test('status, migrate and reset on a database of one’s own', async () => {
  const { url: programUrl, ownerUrl: url, drop } = await createEmptyDatabase()
  onTestFinished(drop)
  const settings = { DATABASE_URL: programUrl, DATABASE_MIGRATION_URL: url }
  const before = await db(settings, 'status')
  expect(before).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^20261124020000_foundation +pending$/m) })
  expect(before.stdout).toContain('npm run db -- migrate')
  expect(await db(settings, 'migrate')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Applied the migration 20261124020000_foundation.'),
  })
  expect(await db(settings, 'migrate')).toMatchObject({
    exitCode: 0,
    stdout: 'Nothing to do: all migrations are applied.\n',
  })
  const after = await db(settings, 'status')
  expect(after).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^20261124020000_foundation +applied$/m) })
  // The owner of the tables may not create the database for the comparison.
  expect(after.stdout).toMatch(/were not compared .*Name it in DATABASE_MIGRATION_URL/)
  expect(await db(settings, 'psql-url')).toMatchObject({ exitCode: 0, stdout: `${url}\n` })

  await query(url, `INSERT INTO tags (id, name) VALUES (gen_random_uuid(), 'one'); CREATE VIEW more AS SELECT 1`)
  const refusal = await db(settings, 'reset')
  expect(refusal).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringMatching(/would delete all \d+ tables .* reset --yes/),
  })
  expect(await query(url, 'SELECT name FROM tags')).toEqual([{ name: 'one' }])
  expect(await db(settings, 'reset', '--yes')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Deleted all'),
  })
  expect(
    await query(url, `SELECT name, to_regclass('more') AS more FROM (SELECT 1) AS one LEFT JOIN tags ON true`),
  ).toEqual([{ name: null, more: null }])
})

test('new says when the models have not changed', async () => {
  const { superuserUrl: url, drop } = await createTestDatabase()
  onTestFinished(drop)
  const answer = await db({ DATABASE_URL: url }, 'new', 'add-books')
  expect(answer).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('nothing was written') })
  expect(await db({ DATABASE_URL: url }, 'new')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('needs a name'),
  })
})

test('the embedded server is used where it runs, and started where it does not', async () => {
  const dataDir = await initializedFolder()
  const settings = { DATA_DIR: dataDir }
  expect(await db(settings, 'psql-url')).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringContaining('npm start'),
  })
  expect(await db(settings, 'migrate')).toMatchObject({ exitCode: 0, stderr: '' })
  expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false)

  const postgres = scratchServer({ dataDir })
  const { ownerUrl: url } = await postgres.start()
  expect(await db(settings, 'psql-url')).toEqual({ exitCode: 0, stdout: `${url}\n`, stderr: '' })
  expect(await db(settings, 'status')).toMatchObject({ exitCode: 0, stderr: '' })
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('what is wrong is said in one line, without a stack', async () => {
  const cases: [Record<string, string>, string[], RegExp][] = [
    [{ DATABASE_URL: 'mysql://me:geheim@host/x' }, ['status'], /^DATABASE_URL: expected a postgres:.*\n$/],
    [{ DATABASE_MIGRATION_URL: 'geheim' }, ['migrate'], /^DATABASE_MIGRATION_URL: expected a postgres:.*\n$/],
    [
      { DATABASE_URL: 'postgres://me:geheim@127.0.0.1:1/x' },
      ['migrate'],
      /^The database at 127.0.0.1:1\/x cannot be reached.*\n$/,
    ],
    [{ DATA_DIR: join(await scratchFolder(), 'file') }, ['psql-url'], /^No Postgres runs in .*\n$/],
    [{}, ['stauts'], /^There is no command "stauts"\.\n/],
    [{}, ['status', '--force'], /^Unknown option '--force'.*\n$/],
    [{}, [], /^npm run db -- COMMAND\n/],
  ]
  for (const [settings, args, expected] of cases) {
    expect(await db(settings, ...args)).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(expected),
    })
  }
})

test('status names what somebody changed by hand, and an index whose building failed', async () => {
  const { url, superuserUrl, drop } = await createTestDatabase()
  onTestFinished(drop)
  const settings = { DATABASE_URL: url, DATABASE_MIGRATION_URL: superuserUrl }
  const before = await db(settings, 'status')
  expect(before).toMatchObject({ exitCode: 0, stderr: '' })
  expect(before.stdout).not.toContain('not compared')
  await query(
    superuserUrl,
    `ALTER TABLE tags ADD COLUMN note text DEFAULT 'x'; DROP INDEX articles_title_trgm_idx; CREATE INDEX by_hand ON tags (lower(name));
     ALTER TABLE places ALTER COLUMN country DROP NOT NULL`,
  )
  const { exitCode, stdout } = await db(settings, 'status')
  expect(exitCode).toBe(1)
  const [, lacks = '', has = ''] =
    /lacks what the migrations make:\n([\s\S]*)has what no migration makes:\n([\s\S]*)The database was changed/.exec(
      stdout,
    ) ?? []
  expect(lacks).toContain('- CREATE INDEX articles_title_trgm_idx ON articles USING gin (title gin_trgm_ops)\n')
  expect(lacks).toMatch(/- column places\.country .*not null/)
  expect(has).toContain("- column tags.note text default 'x'::text\n")
  expect(has).toContain('- CREATE INDEX by_hand ON tags USING btree (lower(name))\n')
  expect(has).toMatch(/- column places\.country (?!.*not null)/)
  expect(stdout).not.toContain('The models say more')
})
