import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, inject, onTestFinished, test } from 'vitest'
import { createEmptyDatabase } from '../testing/create-test-database.ts'
import { query, scratchFolder } from '../testing/scratch.ts'
import { migrate } from './migrate.ts'
import { needsMigration, writeMigration } from './new-migration.ts'

const url = inject('plinthServer').superuserUrl

/** A model with a generated column over some of its columns, and an index on it. */
const notes = (columns: readonly string[], { reads = columns, type = 'String' } = {}) => `model Note {
  id Int @id
${columns.map((name) => `  ${name} ${type}?\n`).join('')}${
  reads.length === 0
    ? ''
    : `  /// @sql GENERATED ALWAYS AS (to_tsvector('simple', ${reads.map((name) => `coalesce("${name}"::text, '')`).join(' || ')})) STORED
  words Unsupported("tsvector")? @default(dbgenerated())
  @@index([words], type: Gin, map: "notes_words")
`
}  @@map("notes")
}
`

/** A database with a row of the first model, and the folder for the migration to the next model. */
async function started(model: string) {
  const prismaDirectory = await scratchFolder()
  const path = join(prismaDirectory, 'models/notes.prisma')
  await mkdir(join(prismaDirectory, 'models'))
  await writeFile(join(prismaDirectory, 'schema.prisma'), 'datasource db {\n  provider = "postgresql"\n}\n')
  await writeFile(path, model)
  const options = { url, prismaDirectory }
  await writeMigration({ ...options, name: 'first' })
  const { ownerUrl, drop } = await createEmptyDatabase()
  onTestFinished(drop)
  const directory = join(prismaDirectory, 'migrations')
  await migrate({ url: ownerUrl, directory })
  await query(ownerUrl, `insert into notes (id, title, body) values (1, '11', '22')`)
  return {
    rows: <Row extends object>(sql: string) => query<Row & Record<string, unknown>>(ownerUrl, sql),
    /** Writes the migration to this model, and applies it. */
    async becomes(next: string) {
      await writeFile(path, next)
      const [written] = await writeMigration({ ...options, name: 'next' })
      await migrate({ url: ownerUrl, directory })
      expect(await needsMigration(options)).toBe(false)
      return readFile(join(directory, written?.name ?? '', 'migration.sql'), 'utf8')
    },
  }
}

const words = 'select words::text from notes'
const indexes = `select indexname from pg_indexes where indexname = 'notes_words'`

// `DROP COLUMN "body"` failed because other objects depend on the column.
test('a column that a generated one reads is dropped behind it, and that one is made anew with its index', async () => {
  const { becomes, rows } = await started(notes(['title', 'body']))
  const sql = await becomes(notes(['title']))
  expect(sql).toMatch(
    /DROP COLUMN "words";[\s\S]*DROP COLUMN "body";\nALTER TABLE "notes" ADD COLUMN "words" tsvector GENERATED/,
  )
  expect(await rows(words)).toEqual([{ words: "'11':1" }])
  expect(await rows(indexes)).toHaveLength(1)
})

test('so it is where another column takes its place', async () => {
  const { becomes, rows } = await started(notes(['title', 'body']))
  await becomes(notes(['title', 'text']))
  await rows(`update notes set text = 'x'`)
  expect(await rows(words)).toEqual([{ words: "'11x':1" }])
  expect(await rows(indexes)).toHaveLength(1)
})

test('a generated column that goes with the column that it reads goes first', async () => {
  const { becomes, rows } = await started(notes(['title', 'body']))
  const sql = await becomes(notes(['title'], { reads: [] }))
  expect(sql).not.toContain('ADD COLUMN')
  expect(await rows('select * from notes')).toEqual([{ id: 1, title: '11' }])
})

test('a column that a generated one reads gets another type', async () => {
  const { becomes, rows } = await started(notes(['title', 'body']))
  const sql = await becomes(notes(['title', 'body']).replace('body String?', 'body String? @db.VarChar(50)'))
  expect(sql).toContain('SET DATA TYPE')
  expect(await rows(words)).toEqual([{ words: "'1122':1" }])
})

test('a generated column that would still read what is dropped is refused with the line to change', async () => {
  const { becomes } = await started(notes(['title', 'body']))
  await expect(becomes(notes(['title'], { reads: ['title', 'body'] }))).rejects.toMatchObject({
    code: 'MIGRATION_INVALID',
    message: expect.stringMatching(
      /"words" of "notes" is computed from "body", which the change drops\. .*\/\/\/ @sql GENERATED/,
    ),
  })
})
