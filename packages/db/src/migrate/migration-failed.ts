import pg from 'pg'
import { DatabaseStartError } from '../embedded/start-error.ts'
import type { Migration } from './migration-files.ts'

const lockNotAvailable = '55P03'
const insufficientPrivilege = '42501'
const unsafeNewEnumValue = '55P04'

/** The state that a failed migration leaves. */
export interface Outcome {
  /** Whether it ran in a transaction, so that it left no changes. */
  isRolledBack: boolean
  /** Invalid indexes that it created. */
  invalidIndexes: readonly string[]
}

/** The error of a failed migration, in one line. */
export function migrationFailed(
  migration: Migration | undefined,
  { error, outcome }: { error: unknown; outcome: Outcome },
): DatabaseStartError {
  const name = migration?.name ?? 'to apply'
  const state = stateAfter(outcome)
  const said = reasonOf(error)
  const code = error instanceof pg.DatabaseError ? error.code : undefined
  if (code === lockNotAvailable) {
    return new DatabaseStartError(
      'MIGRATION_LOCK_TIMEOUT',
      `The migration ${name} did not get its lock in time, because other sessions use the table. ${state} Start again when they are done.`,
      { cause: error },
    )
  }
  if (code === insufficientPrivilege) {
    return new DatabaseStartError(
      'DATABASE_FORBIDDEN',
      `The user of the database may not apply the migration ${name} (${said}). ${state} Apply the migrations as the owner of the tables (npm run db -- migrate).`,
      { cause: error },
    )
  }
  const advice =
    code === unsafeNewEnumValue
      ? 'Move ALTER TYPE … ADD VALUE to a migration of its own before it, because a new value cannot be used in the transaction that adds it, and start again.'
      : 'Correct its migration.sql, and start again.'
  return new DatabaseStartError(
    'MIGRATION_FAILED',
    `The migration ${name} failed${lineOf(migration, error)}: ${said}. ${state} ${advice}`,
    { cause: error },
  )
}

/** The reason of a failure, without the location in the engine, which the engine appends. */
export function reasonOf(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error)
  return said.split(/\n\s+0: /)[0]?.trim() ?? said
}

function lineOf(migration: Migration | undefined, error: unknown): string {
  const position = error instanceof pg.DatabaseError ? Number(error.position) : Number.NaN
  if (!migration || !(position > 0)) return ''
  return ` in line ${migration.sql.slice(0, position - 1).split('\n').length}`
}

function stateAfter({ isRolledBack, invalidIndexes }: Outcome): string {
  if (isRolledBack) return 'It was rolled back, and the database is as before.'
  if (invalidIndexes.length === 0)
    return 'It ran outside a transaction, as its statement must, and left no index behind.'
  const drops = invalidIndexes.map((index) => `DROP INDEX CONCURRENTLY ${index};`).join(' ')
  return `It ran outside a transaction, as its statement must, and left an index that does not work. Drop it first: ${drops}`
}
