import { existsSync } from 'node:fs'
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseStartError } from '../embedded/start-error.ts'
import { readColumnClauses, withColumnClauses } from './column-clauses.ts'
import { readGeneratedColumns, touchesColumns, withGeneratedColumns } from './generated-columns.ts'
import { MigrationAdapter } from './migration-adapter.ts'
import { reasonOf } from './migration-failed.ts'
import { type Migration, readMigrations } from './migration-files.ts'
import { lockfile, noFilters, openSchemaEngine, toMigrationList } from './schema-engine.ts'
import { wholeScripts } from './script-rules.ts'
import { inShadowDatabase } from './shadow-database.ts'

interface ComparisonOptions {
  /** A server on which databases may be created; the database in the URL is not changed. */
  url: string
  /** Contains the Prisma schema and the folder `migrations`. */
  prismaDirectory: string
}

export interface NewMigrationOptions extends ComparisonOptions {
  /** One or several words: `add books` becomes the folder `20261124120000_add_books`. */
  name: string
  /** Write the migration even if the models have not changed, for hand-written SQL. */
  isEmptyAllowed?: boolean
}

/**
 * Writes a migration for the changes of the models since the last one: applies all migrations to a temporary database and compares
 * it with the models. Returns the migrations: none if there are no changes, and two if an enum gets a value that the change also uses.
 * Throws `MIGRATION_INVALID`, `MIGRATION_FAILED`.
 */
export async function writeMigration(options: NewMigrationOptions): Promise<Migration[]> {
  const directory = join(options.prismaDirectory, 'migrations')
  await mkdir(directory, { recursive: true })
  const migrations = await readMigrations(directory)
  const change = await changeOfModels(options, migrations)
  if (change === undefined && !options.isEmptyAllowed) return []
  const written: Migration[] = []
  const scripts = change === undefined ? ['-- Write the SQL here.\n'] : await wholeScripts(change)
  for (const sql of scripts) {
    const name = `${nextStamp([...migrations, ...written], new Date())}_${slugOf(options.name)}`
    await mkdir(join(directory, name))
    await writeFile(join(directory, name, 'migration.sql'), sql, { flag: 'wx' })
    written.push({ name, sql })
  }
  const lock = join(directory, 'migration_lock.toml')
  if (!existsSync(lock)) await writeFile(lock, lockfile)
  return written
}

/**
 * Whether the models differ from the migrations, so that `writeMigration` would write one. Compares in a temporary database.
 * Throws `MIGRATION_INVALID`, `MIGRATION_FAILED`.
 */
export async function needsMigration(options: ComparisonOptions): Promise<boolean> {
  const migrations = await readMigrations(join(options.prismaDirectory, 'migrations'))
  return (await changeOfModels(options, migrations)) !== undefined
}

async function changeOfModels(options: ComparisonOptions, migrations: Migration[]): Promise<string | undefined> {
  const { url, prismaDirectory } = options
  const files = await readModels(prismaDirectory)
  const adapter = new MigrationAdapter({ url, lockTimeoutMs: 0 })
  const engine = await openSchemaEngine(adapter)
  let script: string
  try {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'migrations', ...toMigrationList(join(prismaDirectory, 'migrations'), migrations) },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: noFilters,
    })
    if (exitCode !== differs || !stdout) return undefined
    script = stdout
  } catch (error) {
    throw diffFailed(error)
  } finally {
    engine.free()
    await adapter.close()
  }
  const clauses = readColumnClauses(files)
  const complete = withColumnClauses(script, clauses)
  if (!touchesColumns(complete)) return complete
  const directory = join(prismaDirectory, 'migrations')
  return withGeneratedColumns(complete, await inShadowDatabase({ url, directory }, readGeneratedColumns), clauses)
}

async function readModels(prismaDirectory: string): Promise<{ path: string; content: string }[]> {
  const files: { path: string; content: string }[] = []
  for await (const path of glob('**/*.prisma', { cwd: prismaDirectory })) {
    files.push({ path, content: await readFile(join(prismaDirectory, path), 'utf8') })
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

// The exit code of `prisma migrate diff --exit-code`.
const differs = 2

function diffFailed(error: unknown): DatabaseStartError {
  return new DatabaseStartError(
    'MIGRATION_FAILED',
    `The models could not be compared with the migrations: ${reasonOf(error)}. Correct the model or the migration that it names.`,
    { cause: error },
  )
}

/** The time to the second in UTC, but later than all existing migrations, so that the order of names is the order of creation. */
export function nextStamp(migrations: Migration[], now: Date): string {
  const stamp = (date: Date) => date.toISOString().replace(/\D/g, '').slice(0, 14)
  const last = migrations.at(-1)?.name.slice(0, 14) ?? ''
  if (!/^\d{14}$/.test(last) || stamp(now) > last) return stamp(now)
  const [, year, month, day, hour, minute, second] =
    /(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(last)?.map(Number) ?? []
  return stamp(new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, (second ?? 0) + 1)))
}

function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 100)
  if (slug !== '') return slug
  throw new DatabaseStartError(
    'MIGRATION_INVALID',
    `A migration needs a name of letters and digits, such as add-books, and not "${name}".`,
  )
}
