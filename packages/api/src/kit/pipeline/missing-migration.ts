import { PlinthError } from '@plinth/core/errors'
import { isMissingInDatabase } from '@plinth/db/errors'
import { type Standing, standingOf } from '@plinth/db/migrate/standing'
import type { Executor } from '@plinth/db/statement'
import { toPlinthError } from './errors.ts'

const missing = 'The code asks for a table, a column or a type that the database does not have.'

/** Returns which case applies: the code is older than the database, a migration is pending, or a migration is missing. */
function remedyFor({ pending, appliedSince }: Standing): string {
  if (appliedSince.length > 0)
    return `${listed(appliedSince)} applied after this server started: it runs code from before. Name in the features what the models have now, and run npm run gen; under npm run dev the server then starts again by itself.`
  if (pending.length > 0) return `${listed(pending)} written and not applied. Apply it with npm run db -- migrate.`
  return 'No migration makes it. Write the migration with npm run db -- new NAME, and apply it with npm run db -- migrate.'
}

const listed = (names: readonly string[]) =>
  names.length === 1 ? `The migration ${names[0]} is` : `The migrations ${names.slice(0, 5).join(', ')} are`

/** Returns the failure; if the database lacks something that the code uses, with the reason, for the developer's terminal and error page. */
export async function withMissingMigration(failure: unknown, db: Executor): Promise<unknown> {
  const known = toPlinthError(failure)
  if (known.code !== 'INTERNAL' || !isMissingInDatabase(known.cause)) return failure
  // If the migrations cannot be read, the failure stays unchanged.
  const standing = await standingOf(db, { since: new Date(performance.timeOrigin) }).catch(() => undefined)
  const message = standing ? `${missing} ${remedyFor(standing)}` : missing
  return new PlinthError('INTERNAL', { message, cause: known.cause })
}
