import { PlinthError } from '@plinth/core/errors'
import { isMissingInDatabase } from '@plinth/db/errors'
import { toPlinthError } from './errors.ts'

const message =
  'The models have a table, a column or a type that the database does not have. Write the migration with npm run db -- new NAME, and apply it with npm run db -- migrate.'

/** The failure; where a migration is missing it says so, for the terminal and the page of whoever develops. */
export function withMissingMigration(failure: unknown): unknown {
  const known = toPlinthError(failure)
  if (known.code !== 'INTERNAL' || !isMissingInDatabase(known.cause)) return failure
  return new PlinthError('INTERNAL', { message, cause: known.cause })
}
