import pg from 'pg'
import { DatabaseStartError } from '../embedded/start-error.ts'
import type { Migration } from './migration-files.ts'
import { canRunInTransaction } from './script.ts'

const lockNotAvailable = '55P03'
const insufficientPrivilege = '42501'

/** What went wrong with a migration, in one line. */
export function migrationFailed(migration: Migration | undefined, error: unknown): DatabaseStartError {
  const name = migration?.name ?? 'to apply'
  const said = reasonOf(error)
  const code = error instanceof pg.DatabaseError ? error.code : undefined
  if (code === lockNotAvailable) {
    return new DatabaseStartError(
      'MIGRATION_LOCK_TIMEOUT',
      `The migration ${name} did not get its lock in time, because other sessions use the table; it was rolled back. Start again when they are done.`,
      { cause: error },
    )
  }
  if (code === insufficientPrivilege) {
    return new DatabaseStartError(
      'DATABASE_FORBIDDEN',
      `The user of the database may not apply the migration ${name} (${said}); it was rolled back. Apply the migrations as the owner of the tables (npm run db -- migrate).`,
      { cause: error },
    )
  }
  return new DatabaseStartError(
    'MIGRATION_FAILED',
    `The migration ${name} failed${lineOf(migration, error)}: ${said}. ${outcome(migration)} Correct its migration.sql, and start again.`,
    { cause: error },
  )
}

/** What a failure says, without where in the engine it happened, which the engine puts below. */
export function reasonOf(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error)
  return said.split(/\n\s+0: /)[0]?.trim() ?? said
}

function lineOf(migration: Migration | undefined, error: unknown): string {
  const position = error instanceof pg.DatabaseError ? Number(error.position) : Number.NaN
  if (!migration || !(position > 0)) return ''
  return ` in line ${migration.sql.slice(0, position - 1).split('\n').length}`
}

function outcome(migration: Migration | undefined): string {
  return !migration || canRunInTransaction(migration.sql)
    ? 'It was rolled back, and the database is as before.'
    : 'It cannot run in a transaction: an index that it began is left invalid and must be dropped.'
}
