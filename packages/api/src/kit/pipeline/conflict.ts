import { type ErrorCode, errorTable, PlinthError } from '@plinth/core/errors'
import { brokenConstraint } from '@plinth/db/errors'

/** The error for a broken constraint, by the constraint's name in the database, and the input that it is about. */
export type Conflicts = Readonly<Record<string, { readonly code: ErrorCode; readonly field: string }>>

/** A broken constraint as the error that the procedure names for it; any other failure as it is. */
export function constraintError(error: unknown, conflicts: Conflicts): unknown {
  const constraint = brokenConstraint(error)
  const known = constraint === undefined ? undefined : conflicts[constraint]
  if (!known) return error
  return conflict(known, error)
}

/** The error for a conflict, at its field. */
export const conflict = ({ code, field }: Conflicts[string], cause?: unknown) =>
  new PlinthError(code, { fields: { [field]: [errorTable[code].message] }, cause })
