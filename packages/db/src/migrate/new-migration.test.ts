import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, inject, onTestFinished, test } from 'vitest'
import { root } from '../env.ts'
import { createEmptyDatabase } from '../testing/create-test-database.ts'
import { query, scratchFolder } from '../testing/scratch.ts'
import { migrate, migrationState } from './migrate.ts'
import { nextStamp, writeMigration } from './new-migration.ts'
import { warningsOf } from './warnings.ts'

const notes = 'model Note {\n  id Int @id\n  text String\n  @@map("notes")\n}\n'

/** A folder like `prisma/`, with one model and no migration yet. */
async function scratchPrisma(): Promise<{ prismaDirectory: string; model: string }> {
  const prismaDirectory = await scratchFolder()
  const model = join(prismaDirectory, 'models/notes.prisma')
  await mkdir(join(prismaDirectory, 'models'))
  await writeFile(join(prismaDirectory, 'schema.prisma'), 'datasource db {\n  provider = "postgresql"\n}\n')
  await writeFile(model, notes)
  return { prismaDirectory, model }
}

test('the migrations of this repository make what its models say', async () => {
  const written = await writeMigration({
    url: inject('plinthServer').superuserUrl,
    name: 'drift',
    prismaDirectory: join(root, 'prisma'),
  })
  expect(written).toEqual([])
})

test('writes what changed since the last migration, and nothing when nothing did', async () => {
  const { prismaDirectory, model } = await scratchPrisma()
  const options = { url: inject('plinthServer').superuserUrl, prismaDirectory }
  const [first] = await writeMigration({ ...options, name: 'First Notes!' })
  expect(first?.name).toMatch(/^\d{14}_first_notes$/)
  expect(first?.sql).toContain('CREATE TABLE "notes"')
  expect(warningsOf(first?.sql ?? '')).toEqual([])
  expect(await writeMigration({ ...options, name: 'again' })).toEqual([])

  await writeFile(model, notes.replace('text String', 'words String'))
  const [second] = await writeMigration({ ...options, name: 'words' })
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
  const [first] = await writeMigration({ ...options, name: 'first' })
  const [byHand] = await writeMigration({ ...options, name: 'by hand', isEmptyAllowed: true })
  expect(byHand?.name).not.toBe(first?.name)
  await writeFile(
    join(prismaDirectory, 'migrations', byHand?.name ?? '', 'migration.sql'),
    `CREATE INDEX notes_words ON notes USING gin (to_tsvector('simple', text));
CREATE INDEX notes_long ON notes (id DESC) WHERE length(text) > 100;
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('notes', ''); RETURN NULL; END $$;
CREATE TRIGGER tell AFTER INSERT ON notes FOR EACH ROW EXECUTE FUNCTION tell();`,
  )
  expect(await writeMigration({ ...options, name: 'drift' })).toEqual([])
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

const withColor = (enumeration: string, fields = '') =>
  `${enumeration}\n\nmodel Note {\n  id Int @id\n  color Color\n${fields}  @@map("notes")\n}\n`

test('a value that an enum loses is exchanged within the transaction of the migration', async () => {
  const { prismaDirectory, model } = await scratchPrisma()
  const url = inject('plinthServer').superuserUrl
  await writeFile(model, withColor('enum Color {\n  red\n  blue\n}'))
  await writeMigration({ url, prismaDirectory, name: 'first' })
  await writeFile(model, withColor('enum Color {\n  red\n}', '  size Int\n'))
  const [second, ...others] = await writeMigration({ url, prismaDirectory, name: 'second' })
  expect(others).toEqual([])
  expect(second?.sql).not.toMatch(/^(?:BEGIN|COMMIT)/m)
  expect(second?.sql).toMatch(/^CREATE TYPE "Color_new"[\s\S]*DROP TYPE [\s\S]*ADD COLUMN +"size" INTEGER NOT NULL/m)

  // The column has no default, so the migration fails if there are rows, and must leave no changes.
  const { ownerUrl: database, drop } = await createEmptyDatabase()
  onTestFinished(drop)
  const directory = join(prismaDirectory, 'migrations')
  const [firstName = ''] = (await readdir(directory)).sort()
  await rename(join(directory, second?.name ?? ''), join(prismaDirectory, 'later'))
  await migrate({ url: database, directory })
  await query(database, `INSERT INTO notes VALUES (1, 'red')`)
  await rename(join(prismaDirectory, 'later'), join(directory, second?.name ?? ''))
  await expect(migrate({ url: database, directory })).rejects.toMatchObject({
    message: expect.stringContaining('It was rolled back, and the database is as before.'),
  })
  expect(await query(database, 'SELECT enum_range(null::"Color")::text AS values')).toEqual([{ values: '{red,blue}' }])
  expect(await migrationState({ url: database, directory })).toMatchObject({
    applied: [firstName],
    pending: [second?.name],
  })
  await query(database, 'DELETE FROM notes')
  expect(await migrate({ url: database, directory })).toEqual([second?.name])
})

test('a new value of an enum that the same change uses gets a migration of its own before it', async () => {
  const { prismaDirectory, model } = await scratchPrisma()
  const url = inject('plinthServer').superuserUrl
  await writeFile(model, withColor('enum Color {\n  red\n}'))
  await writeMigration({ url, prismaDirectory, name: 'first' })
  await writeFile(
    model,
    withColor('enum Color {\n  red\n  green\n}', '').replace('color Color', 'color Color @default(green)'),
  )
  const [values, use, ...others] = await writeMigration({ url, prismaDirectory, name: 'green' })
  expect(others).toEqual([])
  expect(values?.sql).toMatch(/^-- AlterEnum\nALTER TYPE "Color" ADD VALUE 'green';\n$/)
  expect(use?.sql).toContain(`SET DEFAULT 'green'`)
  expect(use?.sql).not.toContain('ADD VALUE')
  expect(Number(use?.name.slice(0, 14))).toBeGreaterThan(Number(values?.name.slice(0, 14)))
  const { ownerUrl: database, drop } = await createEmptyDatabase()
  onTestFinished(drop)
  expect(await migrate({ url: database, directory: join(prismaDirectory, 'migrations') })).toHaveLength(3)
})
