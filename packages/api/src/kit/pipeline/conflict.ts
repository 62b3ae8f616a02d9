import { type ErrorCode, PlinthError } from '@plinth/core/errors'
import { brokenConstraint } from '@plinth/db/errors'

/** The error code for a broken constraint, by the constraint's name in the database. */
export type Conflicts = Readonly<Record<string, ErrorCode>>

/** A broken constraint as the error that the procedure names for it; any other failure as it is. */
export function constraintError(error: unknown, conflicts: Conflicts): unknown {
  const constraint = brokenConstraint(error)
  const code = constraint === undefined ? undefined : conflicts[constraint]
  return code === undefined ? error : new PlinthError(code, { cause: error })
}
