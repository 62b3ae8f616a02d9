import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import type { Executor, RowRule } from '@plinth/db/statement'
import type { Definition, Params, Validate } from './definition.ts'
import { fieldPreset } from './field-preset.ts'
import { type RowState, readState } from './row-states.ts'
import { storedValue } from './stored-value.ts'

/** What a write sets: fields that were given, and columns that the server sets itself. */
interface Set {
  readonly values?: Params
  readonly columns?: Params
}

/**
 * Asks `validate` of a resource about a row that would be created.
 * @throws PlinthError `INVALID_INPUT` with its messages at the fields
 */
export function assertValidNew(definition: Definition, set: Set, actor: Actor): void {
  assertValid(definition, { state: null, actor, ...set })
}

/**
 * Asks `validate` of a resource about a row of this version as it would be changed. What is not there under the rule, or has another version, is left to the
 * statement, which refuses it.
 * @throws PlinthError `INVALID_INPUT` with its messages at the fields
 */
export async function assertValidChange(
  definition: Definition,
  { db, actor }: { readonly db: Executor; readonly actor: Actor },
  { id, version, rule, ...set }: Set & { id: string; version: unknown; rule: RowRule },
): Promise<void> {
  if (!definition.writing.validate) return
  const state = (await readState(db, definition, { id, rule }))?.state
  if (state && state.version === version) assertValid(definition, { state, actor, ...set })
}

interface Asked extends Set {
  /** The row as it is; null when it is created. */
  readonly state: RowState | null
  readonly actor: Actor
}

function assertValid(definition: Definition, { state, values = {}, columns = {}, actor }: Asked): void {
  const { fields, model, writing } = definition
  const stored = Object.entries(fields).filter(([, field]) => field.columns.length > 0)
  const before = state && Object.fromEntries(stored.map(([name, field]) => [name, storedValue(field, state, model)]))
  const after = stored.map(([name, field]): [string, unknown] => {
    if (values[name] !== undefined) return [name, values[name]]
    if (field.columns.some((column) => column in columns))
      return [name, storedValue(field, { ...state, ...columns }, model)]
    if (before) return [name, before[name]]
    const isNow = field.columns.some((column) => model.columns[column]?.preset === 'now()')
    return [name, isNow ? new Date() : fieldPreset(field, model)]
  })
  refuse(writing.validate?.({ before, after: Object.fromEntries(after), actor }))
}

function refuse(problems: ReturnType<Validate>): void {
  const entries = Object.entries(problems ?? {}).flatMap(([name, problem]): [string, string[]][] =>
    problem === undefined ? [] : [[name, [problem]]],
  )
  if (entries.length > 0) throw new PlinthError('INVALID_INPUT', { fields: Object.fromEntries(entries) })
}
