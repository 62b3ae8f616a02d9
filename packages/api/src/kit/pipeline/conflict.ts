import { type ErrorCode, errorTable, PlinthError } from '@plinth/core/errors'
import { brokenConstraint, isUniqueViolation } from '@plinth/db/errors'

/**
 * The error for a violated constraint, by the constraint's name in the database. A trigger can name one too: `raise … using errcode = 'check_violation',
 * constraint = 'tickets_due'`.
 */
export type Conflicts = Readonly<Record<string, Conflict>>

interface Conflict {
  /** By default `ALREADY_EXISTS` for a unique constraint and `INVALID_INPUT` for any other. */
  readonly code?: ErrorCode
  /** The input field that the error belongs to. */
  readonly field: string
  /** The message at the field; by default that of the code. */
  readonly message?: string
}

/** Turns a constraint violation into the error that the procedure declares for it; returns any other failure unchanged. */
export function constraintError(error: unknown, conflicts: Conflicts): unknown {
  const constraint = brokenConstraint(error)
  const known = constraint === undefined ? undefined : conflicts[constraint]
  if (!known) return error
  return conflict({ code: isUniqueViolation(error) ? 'ALREADY_EXISTS' : 'INVALID_INPUT', ...known }, error)
}

/** The error for a conflict, at its field. */
export const conflict = ({ code = 'ALREADY_EXISTS', field, message }: Conflict, cause?: unknown) =>
  new PlinthError(code, { fields: { [field]: [message ?? errorTable[code].message] }, cause })
