import type pg from 'pg'
import { DatabaseStartError } from '../embedded/start-error.ts'
import { withMigrationLock } from './advisory-lock.ts'
import { requireCreate } from './check-database.ts'
import { connect } from './connect.ts'
import { createExtensions } from './extensions.ts'
import { compareHistory, type MigrationState, readHistory, sealHistory } from './history.ts'
import { MigrationAdapter } from './migration-adapter.ts'
import { migrationFailed } from './migration-failed.ts'
import { type Migration, migrationsDirectory, readMigrations } from './migration-files.ts'
import { assertWhole, isOneTransaction } from './script-rules.ts'

export interface MigrateOptions {
  /** The URL of the role that owns the tables. */
  url: string
  /** The URL of the same database for a superuser, which then creates the extensions that migrations need. */
  superuserUrl?: string | undefined
  /** A folder in Prisma's format; `prisma/migrations` unless given. */
  directory?: string
  /** A migration that waits longer for a lock fails and changes nothing, so that it never blocks the readers of a table for long. */
  lockTimeoutMs?: number
  /** Called with progress messages. */
  log?: (line: string) => void
}

/**
 * Applies pending migrations, each completely or not at all, and returns their names. Programs that start at the same time wait for each other.
 * Throws `DatabaseStartError`: those of `checkDatabase`, `DATABASE_NEWER`, `MIGRATION_INVALID`, `MIGRATION_FAILED`, `MIGRATION_LOCK_TIMEOUT`.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const log = options.log ?? (() => undefined)
  const [client, migrations] = await Promise.all([connect(options.url), readMigrations(options.directory)])
  try {
    const state = await readState(client, migrations)
    if (state.edited.length > 0) log(`Applied migrations were changed afterwards: ${state.edited.join(', ')}.`)
    if (state.pending.length === 0) {
      await sealHistory(client)
      return []
    }
    await requireCreate(client, options.url)
    return await withMigrationLock(client, log, async () => {
      const names = await applyPending(client, migrations, options)
      await sealHistory(client)
      return names
    })
  } finally {
    await client.end()
  }
}

/** Compares the database with the folder of migrations. Throws the errors of `checkDatabase`, and `MIGRATION_INVALID`. */
export async function migrationState(options: Pick<MigrateOptions, 'url' | 'directory'>): Promise<MigrationState> {
  const [client, migrations] = await Promise.all([connect(options.url), readMigrations(options.directory)])
  try {
    return compareHistory(migrations, await readHistory(client))
  } finally {
    await client.end()
  }
}

async function readState(client: pg.Client, migrations: Migration[]): Promise<MigrationState> {
  const state = compareHistory(migrations, await readHistory(client))
  if (state.unknown.length === 0) return state
  throw new DatabaseStartError(
    'DATABASE_NEWER',
    `The database is newer than this program: it has migrations that the program does not know (${state.unknown.join(', ')}). Start the newer version of Plinth; nothing was changed.`,
  )
}

async function applyPending(client: pg.Client, migrations: Migration[], options: MigrateOptions): Promise<string[]> {
  // The previous holder of the lock may have applied everything.
  const { pending, failed } = await readState(client, migrations)
  if (pending.length === 0) return []
  for (const migration of migrations) if (pending.includes(migration.name)) await assertWhole(migration)
  const invalidBefore = await readInvalidIndexes(client)
  if (options.superuserUrl !== undefined) {
    const needed = migrations.filter(({ name }) => pending.includes(name))
    await createExtensions(options.superuserUrl, needed)
  }
  const { openSchemaEngine, noFilters, toMigrationList } = await import('./schema-engine.ts')
  const adapter = new MigrationAdapter({ url: options.url, lockTimeoutMs: options.lockTimeoutMs ?? 5_000 })
  const engine = await openSchemaEngine(adapter)
  try {
    // While we hold the lock no other program migrates: an unfinished migration belongs to a program that died, and had no effect.
    for (const migrationName of failed) await engine.markMigrationRolledBack({ migrationName })
    const migrationsList = toMigrationList(options.directory ?? migrationsDirectory, migrations)
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: noFilters })
    for (const name of appliedMigrationNames) options.log?.(`Applied the migration ${name}.`)
    return appliedMigrationNames
  } catch (error) {
    const { failed: names } = compareHistory(migrations, await readHistory(client))
    // If this fails too, the next start repeats it.
    for (const migrationName of names) await engine.markMigrationRolledBack({ migrationName }).catch(() => undefined)
    const migration = migrations.find(({ name }) => name === names[0])
    const isRolledBack = !migration || (await isOneTransaction(migration.sql))
    const invalidIndexes = (await readInvalidIndexes(client)).filter((name) => !invalidBefore.includes(name))
    throw migrationFailed(migration, {
      error: adapter.lastError ?? error,
      outcome: { isRolledBack, invalidIndexes },
    })
  } finally {
    engine.free()
    await adapter.close()
  }
}

/** The names, quoted if necessary, of indexes whose creation failed. */
async function readInvalidIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid ORDER BY 1',
  )
  return rows.map(({ name }) => name)
}
