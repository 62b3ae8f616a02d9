import type { Actor } from '@plinth/core/actor'
import { type ErrorCode, PlinthError } from '@plinth/core/errors'
import type { z } from 'zod'
import { toPlinthError } from '../../kit/pipeline/errors.ts'
import { invalidInput } from '../../kit/pipeline/invalid-input.ts'
import { assertStorable } from '../../kit/pipeline/storable.ts'
import type { Definition, Params } from '../../kit/resource/definition.ts'
import { problemIn } from './json-value.ts'

/** Why a row of a file could not be imported. */
export interface RowProblem {
  readonly code: ErrorCode
  readonly message: string
  readonly field: string | null
}

/** A row of a file that is being imported. */
export interface Row {
  /** Its number in the file, from 1. */
  readonly nth: number
  readonly cells: readonly unknown[]
  /** The values of the file, not yet checked. */
  readonly given: Readonly<Record<string, unknown>>
}

/** The given values that a write accepts, checked by its schema. @throws PlinthError `INVALID_INPUT` */
export function checked(schema: z.ZodObject, names: readonly string[], given: Row['given']): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const name of names) if (given[name] !== undefined) values[name] = given[name]
  assertUsable(values)
  assertStorable(values)
  const parsed = schema.safeParse(values)
  if (parsed.success) return parsed.data
  throw invalidInput(parsed.error)
}

/** @throws PlinthError `INVALID_INPUT` with each field whose uploaded value cannot be used */
export function assertUsable(values: Record<string, unknown>): void {
  const problems = Object.entries(values).flatMap(([name, value]) => {
    const problem = problemIn(value)
    return problem === undefined ? [] : [[name, [problem]] as [string, string[]]]
  })
  if (problems.length > 0) throw new PlinthError('INVALID_INPUT', { fields: Object.fromEntries(problems) })
}

/** The columns of a row that these values are stored in. */
export function stored({ fields }: Definition, values: Record<string, unknown>): Params {
  const columns: Params = {}
  for (const [name, value] of Object.entries(values)) {
    const field = fields[name]
    if (field?.target) columns[field.columns[0] ?? ''] = value
    else if (field && value !== undefined) Object.assign(columns, field.store?.(value))
  }
  return columns
}

/** The columns that the server sets of a new row. */
export function derived(
  { writing }: Definition,
  values: Record<string, unknown>,
  { actor, id }: { actor: Actor; id: string },
): Params {
  return writing.derive?.({ input: values, actor, id, attempt: 0 }) ?? {}
}

/** Converts a failure to a message about the row. @throws internal failures */
export function problemOf(error: unknown): RowProblem {
  const known = toPlinthError(error)
  if (known.status >= 500) throw error
  const entries = Object.entries(known.fields ?? {})
  const [first] = entries
  const message = entries.map(([name, messages]) => `${name}: ${messages.join(' ')}`).join('; ')
  return {
    code: known.code,
    message: (message === '' ? known.message : message).slice(0, 2_000),
    field: first ? (first[0].split('.')[0] ?? null) : null,
  }
}
