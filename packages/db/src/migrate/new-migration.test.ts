import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { root } from '../env.ts'
import { query, scratchFolder } from '../testing/scratch.ts'
import { nextStamp, writeMigration } from './new-migration.ts'
import { warningsOf } from './warnings.ts'

const notes = 'model Note {\n  id Int @id\n  text String\n  @@map("notes")\n}\n'

/** A folder as `prisma/`, with one model and no migration yet. */
async function scratchPrisma(): Promise<{ prismaDirectory: string; model: string }> {
  const prismaDirectory = await scratchFolder()
  const model = join(prismaDirectory, 'models/notes.prisma')
  await mkdir(join(prismaDirectory, 'models'))
  await writeFile(join(prismaDirectory, 'schema.prisma'), 'datasource db {\n  provider = "postgresql"\n}\n')
  await writeFile(model, notes)
  return { prismaDirectory, model }
}

test('the migrations of this repository make what its models say', async () => {
  const migration = await writeMigration({
    url: inject('plinthServer').superuserUrl,
    name: 'drift',
    prismaDirectory: join(root, 'prisma'),
  })
  expect(migration).toBeUndefined()
})

test('writes what changed since the last migration, and nothing when nothing did', async () => {
  const { prismaDirectory, model } = await scratchPrisma()
  const options = { url: inject('plinthServer').superuserUrl, prismaDirectory }
  const first = await writeMigration({ ...options, name: 'First Notes!' })
  expect(first?.name).toMatch(/^\d{14}_first_notes$/)
  expect(first?.sql).toContain('CREATE TABLE "notes"')
  expect(warningsOf(first?.sql ?? '')).toEqual([])
  expect(await writeMigration({ ...options, name: 'again' })).toBeUndefined()

  await writeFile(model, notes.replace('text String', 'words String'))
  const second = await writeMigration({ ...options, name: 'words' })
  expect(second?.sql).toMatch(/DROP COLUMN "text",\nADD COLUMN +"words" TEXT NOT NULL/)
  expect(warningsOf(second?.sql ?? '').map(({ text }) => text)).toEqual([
    'loses the values of "text" in "notes".',
    expect.stringMatching(/^fails if "notes" has rows/),
    expect.stringMatching(/^if this is a rename/),
  ])
  expect((await readdir(join(prismaDirectory, 'migrations'))).sort()).toEqual([
    first?.name,
    second?.name,
    'migration_lock.toml',
  ])
  expect(await readFile(join(prismaDirectory, 'migrations', second?.name ?? '', 'migration.sql'), 'utf8')).toBe(
    second?.sql,
  )
  const leftOver = await query(options.url, `SELECT datname FROM pg_database WHERE datname LIKE 'plinth_shadow_%'`)
  expect(leftOver).toEqual([])
})

test('what Prisma cannot say in a model is no difference: expression and partial indexes, functions, triggers', async () => {
  const { prismaDirectory } = await scratchPrisma()
  const options = { url: inject('plinthServer').superuserUrl, prismaDirectory }
  const first = await writeMigration({ ...options, name: 'first' })
  const byHand = await writeMigration({ ...options, name: 'by hand', isEmptyAllowed: true })
  expect(byHand?.name).not.toBe(first?.name)
  await writeFile(
    join(prismaDirectory, 'migrations', byHand?.name ?? '', 'migration.sql'),
    `CREATE INDEX notes_words ON notes USING gin (to_tsvector('simple', text));
CREATE INDEX notes_long ON notes (id DESC) WHERE length(text) > 100;
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('notes', ''); RETURN NULL; END $$;
CREATE TRIGGER tell AFTER INSERT ON notes FOR EACH ROW EXECUTE FUNCTION tell();`,
  )
  expect(await writeMigration({ ...options, name: 'drift' })).toBeUndefined()
})

test('a model that is wrong, and a migration that fails, are named', async () => {
  const { prismaDirectory, model } = await scratchPrisma()
  const options = { url: inject('plinthServer').superuserUrl, prismaDirectory, name: 'x' }
  await expect(writeMigration({ ...options, name: '!?' })).rejects.toMatchObject({ code: 'MIGRATION_INVALID' })
  await writeFile(model, notes.replace('Int', 'Nonsense'))
  await expect(writeMigration(options)).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    message: expect.stringContaining('Nonsense'),
  })
  await writeFile(model, notes)
  await mkdir(join(prismaDirectory, 'migrations/20260101000000_bad'), { recursive: true })
  await writeFile(join(prismaDirectory, 'migrations/20260101000000_bad/migration.sql'), 'SELECT 1/0;')
  await expect(writeMigration(options)).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    message: expect.stringContaining('division by zero'),
  })
})

test('a new migration sorts after all there are, whatever the clock says', () => {
  const now = new Date('2026-11-24T02:03:04Z')
  expect(nextStamp([], now)).toBe('20261124020304')
  expect(nextStamp([{ name: '20261124020304_a', sql: '' }], now)).toBe('20261124020305')
  expect(nextStamp([{ name: '20991231235959_a', sql: '' }], now)).toBe('21000101000000')
})
