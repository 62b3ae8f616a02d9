import { type ErrorCode, errorTable, PlinthError } from '@plinth/core/errors'
import { brokenConstraint, isUniqueViolation } from '@plinth/db/errors'

/**
 * What a broken constraint means, by the constraint's name in the database. A trigger can name one too: `raise … using errcode = 'check_violation',
 * constraint = 'tickets_due'`.
 */
export type Conflicts = Readonly<Record<string, Conflict>>

interface Conflict {
  /** `ALREADY_EXISTS` for a unique constraint and `INVALID_INPUT` for any other, when not given. */
  readonly code?: ErrorCode
  /** The input that it is about. */
  readonly field: string
  /** What people read at the field; the message of the code, when not given. */
  readonly message?: string
}

/** A broken constraint as the error that the procedure names for it; any other failure as it is. */
export function constraintError(error: unknown, conflicts: Conflicts): unknown {
  const constraint = brokenConstraint(error)
  const known = constraint === undefined ? undefined : conflicts[constraint]
  if (!known) return error
  return conflict({ code: isUniqueViolation(error) ? 'ALREADY_EXISTS' : 'INVALID_INPUT', ...known }, error)
}

/** The error for a conflict, at its field. */
export const conflict = ({ code = 'ALREADY_EXISTS', field, message }: Conflict, cause?: unknown) =>
  new PlinthError(code, { fields: { [field]: [message ?? errorTable[code].message] }, cause })
