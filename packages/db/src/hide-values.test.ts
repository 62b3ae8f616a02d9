import { readFile } from 'node:fs/promises'
import { inspect } from 'node:util'
import { afterAll, expect, inject, test } from 'vitest'
import { createDatabase } from './database.ts'
import { fromDatabase } from './errors.ts'
import { textWithoutValues } from './hide-values.ts'
import { connect } from './migrate/connect.ts'
import { migrate } from './migrate/migrate.ts'
import { createPool } from './pool.ts'
import { createTestDatabase } from './testing/create-test-database.ts'
import { query } from './testing/scratch.ts'
import { scratchMigrations } from './testing/scratch-migrations.ts'

const { url, ownerUrl, superuserUrl, drop } = await createTestDatabase()
const database = createDatabase(createPool({ url }))
afterAll(() => database.close().then(drop))

const typed = `typed-${crypto.randomUUID()}`
const id = '00000000-0000-7000-8000-000000000001'
await query(
  ownerUrl,
  `CREATE TYPE mood AS ENUM ('glad');
   CREATE TABLE notes (id uuid, short varchar(4), mood mood, text text CHECK (length(text) < 9), author uuid REFERENCES users, UNIQUE (text));
   CREATE TABLE uniques (text text UNIQUE);
   CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no %', NEW.text USING DETAIL = NEW.text, HINT = NEW.text; END $$;
   CREATE TABLE guarded (text text);
   CREATE TRIGGER refuse BEFORE INSERT ON guarded FOR EACH ROW EXECUTE FUNCTION refuse()`,
)
await database.pool.query('insert into uniques values ($1)', [typed])

/** Failing statements that contain the value `typed`, with their SQLSTATE. */
const failures: readonly (readonly [sql: string, code: string])[] = [
  ['insert into uniques values ($1)', '23505'],
  ['insert into notes (text) values ($1)', '23514'],
  [`insert into notes (short, author) values (left($1, 4), '${id}')`, '23503'],
  [`insert into tags (id, name) values (null, $1)`, '23502'],
  ['insert into notes (short) values ($1)', '22001'],
  ['select $1::text::mood', '22P02'],
  ['select $1::text::uuid', '22P02'],
  ['select $1::text::int', '22P02'],
  ['select $1::text::jsonb', '22P02'],
  ['select $1::text::timestamptz', '22007'],
  [`select to_tsquery('simple', $1 || ' &')`, '42601'],
  [`select ($1 || ' "')::text[]`, '22P02'],
  ['insert into guarded values ($1)', 'P0001'],
  [`do $$ begin execute 'select ' || quote_literal('VALUE') || '::int'; end $$`, '22P02'],
  [`select 'VALUE'::int`, '22P02'],
]

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'It did not fail.',
    (error: unknown) => error,
  )

/** Everything that a log could print of an error. */
const printed = (error: unknown) =>
  `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error, Object.getOwnPropertyNames(Object(error)))}`

test.for(failures)('no value stands in the error of %s, nor in the log of Postgres', async ([template, code]) => {
  const text = template.replace('VALUE', typed)
  const values = template.includes('$1') ? [typed] : []
  const errors = [
    await failureOf(database.pool.query({ text, values })),
    await failureOf(database.open().query({ name: '', text, values })),
    await failureOf(database.prisma.$queryRawUnsafe(text, ...values)),
    await failureOf(database.open().transaction((db) => db.query({ name: '', text, values }))),
  ]
  for (const error of errors) {
    expect(printed(error)).toContain(code)
    expect(printed(error)).not.toContain(typed)
    expect(printed(fromDatabase(error))).not.toContain(typed)
  }
  expect(await readFile(inject('plinthServerLog'), 'utf8')).not.toContain(typed)
})

test('the connection of the migrations hides values as the pool does', async () => {
  const client = await connect(url)
  try {
    const error = await failureOf(client.query({ text: 'insert into uniques values ($1)', values: [typed] }))
    expect(printed(error)).toContain('23505')
    expect(printed(error)).not.toContain(typed)
  } finally {
    await client.end()
  }
})

test('of a failed statement of the superuser, which Postgres does log, the log has neither the row nor the statement', async () => {
  await expect(query(superuserUrl, `insert into uniques values ('${typed}')`)).rejects.toMatchObject({ code: '23505' })
  const log = await readFile(inject('plinthServerLog'), 'utf8')
  expect(log).toContain('"uniques_text_key"')
  expect(log).not.toContain(typed)
})

test('a failing migration does not print the values that it found', async () => {
  const {
    url: migrationUrl,
    directory,
    write,
  } = await scratchMigrations({
    '20260101000000_first': `CREATE TABLE notes (text text); INSERT INTO notes VALUES ('${typed}'), ('${typed}');`,
  })
  await migrate({ url: migrationUrl, directory })
  for (const change of [
    'ALTER TABLE notes ALTER text TYPE int USING text::int;',
    'CREATE UNIQUE INDEX ON notes (text);',
  ]) {
    await write('20260102000000_second', change)
    const error = await failureOf(migrate({ url: migrationUrl, directory }))
    expect(error).toMatchObject({ code: 'MIGRATION_FAILED' })
    expect(printed(error)).not.toContain(typed)
  }
  expect(await readFile(inject('plinthServerLog'), 'utf8')).not.toContain(typed)
})

test('what helps to find the fault stays: names and codes', () => {
  const kept: [string, string][] = [
    ['23505', 'duplicate key value violates unique constraint "users_email_key"'],
    ['42703', 'column "emial" does not exist'],
    ['42501', 'permission denied for table users'],
    ['53100', 'could not extend file "base/1": No space left on device'],
  ]
  for (const [code, message] of kept) expect(textWithoutValues(code, message)).toBe(message)
  expect(textWithoutValues('22P02', 'invalid input syntax for type uuid: "a "quoted" one"')).toBe(
    'invalid input syntax for type uuid: "…"',
  )
})
