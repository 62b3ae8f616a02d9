import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import type { Definition, Params, Validate } from './definition.ts'
import type { RowState } from './row-states.ts'
import { storedValue } from './stored-value.ts'

/**
 * Asks `validate` of a resource about a row that would be created.
 * @throws PlinthError `INVALID_INPUT` with its messages at the fields
 */
export function assertValidNew(
  definition: Definition,
  { values, derived, actor }: { values: Params; derived: Params; actor: Actor },
): void {
  const { validate } = definition.writing
  if (!validate) return
  const stored = Object.entries(definition.fields).filter(([, { columns }]) => columns.length > 0)
  const after = stored.map(
    ([
      name,
      {
        columns: [column = ''],
      },
    ]): [string, unknown] => [name, values[name] ?? derived[name] ?? presetValue(definition, column)],
  )
  refuse(validate({ before: null, after: Object.fromEntries(after), actor }))
}

/**
 * Asks `validate` of a resource about a row whose fields would be changed.
 * @throws PlinthError `INVALID_INPUT` with its messages at the fields
 */
export function assertValidChange(
  definition: Definition,
  { state, values, actor }: { state: RowState; values: Params; actor: Actor },
): void {
  const { validate } = definition.writing
  if (!validate) return
  const before = rowOf(definition, state)
  const given = Object.entries(values).filter(([name, value]) => name in before && value !== undefined)
  refuse(validate({ before, after: { ...before, ...Object.fromEntries(given) }, actor }))
}

/**
 * Asks `validate` of a resource about a row whose columns would be changed.
 * @throws PlinthError `INVALID_INPUT` with its messages at the fields
 */
export function assertValidState(
  definition: Definition,
  { state, columns, actor }: { state: RowState; columns: Params; actor: Actor },
): void {
  const { validate } = definition.writing
  refuse(validate?.({ before: rowOf(definition, state), after: rowOf(definition, { ...state, ...columns }), actor }))
}

/** The fields that are stored in the columns of a row, as a write takes them. */
function rowOf({ fields, model }: Definition, state: Params): Params {
  const stored = Object.entries(fields).filter(([, { columns }]) => columns.length > 0)
  return Object.fromEntries(stored.map(([name, field]) => [name, storedValue(field, state, model)]))
}

function presetValue({ model }: Definition, column: string): unknown {
  const preset = model.columns[column]?.preset
  return preset === 'now()' ? new Date() : (preset ?? null)
}

function refuse(problems: ReturnType<Validate>): void {
  const entries = Object.entries(problems ?? {}).flatMap(([name, problem]): [string, string[]][] =>
    problem === undefined ? [] : [[name, [problem]]],
  )
  if (entries.length > 0) throw new PlinthError('INVALID_INPUT', { fields: Object.fromEntries(entries) })
}
