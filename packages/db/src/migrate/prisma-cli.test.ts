import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { createEmptyDatabase } from '../testing/create-test-database.ts'
import { query, scratchFolder } from '../testing/scratch.ts'
import { scratchMigrations } from '../testing/scratch-migrations.ts'
import { migrate } from './migrate.ts'
import { lockfile } from './schema-engine.ts'

const run = promisify(execFile)
const first = '20260101000000_first'
const second = '20260102000000_second'
const scripts = {
  [first]:
    '-- CreateTable\nCREATE TABLE "notes" ("id" INTEGER NOT NULL, CONSTRAINT "notes_pkey" PRIMARY KEY ("id"));\n',
  [second]: 'ALTER TABLE "notes" ADD COLUMN "text" TEXT; -- größe',
}

/** Prisma's command line on a copy of the migrations, for one database. */
async function prismaCli(url: string, directory: string): Promise<(...args: string[]) => Promise<string>> {
  const folder = await scratchFolder()
  await mkdir(join(folder, 'prisma'))
  await cp(directory, join(folder, 'prisma/migrations'), { recursive: true })
  await writeFile(join(folder, 'prisma/migrations/migration_lock.toml'), lockfile)
  await writeFile(join(folder, 'prisma/schema.prisma'), 'datasource db {\n  provider = "postgresql"\n}\n')
  const settings = { schema: 'prisma', migrations: { path: 'prisma/migrations' }, datasource: { url } }
  await writeFile(join(folder, 'prisma.config.mjs'), `export default ${JSON.stringify(settings)}\n`)
  const program = fileURLToPath(new URL('../testing/schema-engine-program.ts', import.meta.url))
  const engine = join(folder, 'schema-engine')
  await writeFile(engine, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`)
  await chmod(engine, 0o755)
  const cli = join(dirname(createRequire(import.meta.url).resolve('prisma/package.json')), 'build/index.js')
  const env = { PATH: '/usr/bin:/bin', HOME: folder, PRISMA_SCHEMA_ENGINE_BINARY: engine, CHECKPOINT_DISABLE: '1' }
  return async (...args) => (await run(process.execPath, [cli, ...args], { cwd: folder, env })).stdout
}

async function migrationsTable(url: string): Promise<{ columns: unknown[]; rows: unknown[] }> {
  const columns = await query(
    url,
    `SELECT column_name, data_type, character_maximum_length, is_nullable, column_default
     FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`,
  )
  const rows = await query(
    url,
    `SELECT migration_name, checksum, logs, applied_steps_count, finished_at >= started_at AS finished, rolled_back_at, length(id) AS id
     FROM _prisma_migrations ORDER BY started_at`,
  )
  return { columns, rows }
}

test('the table of migrations is what the Prisma command line writes, and each goes on where the other stopped', async () => {
  const { url, directory } = await scratchMigrations(scripts)
  const other = await createEmptyDatabase()
  onTestFinished(other.drop)
  expect(await migrate({ url, directory })).toEqual([first, second])
  const [onOurs, onTheirs] = await Promise.all([prismaCli(url, directory), prismaCli(other.ownerUrl, directory)])
  expect(await onTheirs('migrate', 'deploy')).toContain('All migrations have been successfully applied.')

  const [ours, theirs] = await Promise.all([migrationsTable(url), migrationsTable(other.ownerUrl)])
  expect(ours).toEqual(theirs)
  expect(ours.columns).toHaveLength(8)
  expect(ours.rows).toHaveLength(2)
  expect(await onOurs('migrate', 'status')).toContain('Database schema is up to date!')
  expect(await onOurs('migrate', 'deploy')).toContain('No pending migrations to apply.')
  expect(await migrate({ url: other.ownerUrl, directory })).toEqual([])
})

test('after a failure of ours the Prisma command line applies the repaired migration', async () => {
  const { url, directory, write } = await scratchMigrations({ ...scripts, [second]: 'SELECT 1/0;' })
  await expect(migrate({ url, directory })).rejects.toMatchObject({ code: 'MIGRATION_FAILED' })
  await write(second, scripts[second] ?? '')
  const prisma = await prismaCli(url, directory)
  expect(await prisma('migrate', 'deploy')).toContain('All migrations have been successfully applied.')
  expect(await migrate({ url, directory })).toEqual([])
})
