import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import type { Executor, RowRule } from '@plinth/db/statement'
import type { Definition, Params, Validate } from './definition.ts'
import { changedRow, findWholeRow, newRow, type RowChange } from './whole-row.ts'

/**
 * Asks `validate` of a resource about a row that would be created.
 * @throws PlinthError `INVALID_INPUT` with its messages at the fields
 */
export function assertValidNew({ definition, actor }: { definition: Definition; actor: Actor }, set: RowChange): void {
  const { validate } = definition.writing
  if (validate) refuse(validate({ before: null, after: newRow(definition, set), actor }))
}

interface AskedChange extends RowChange {
  readonly id: string
  readonly version: unknown
  readonly rule: RowRule
  /** Of the statement that would change the row. */
  readonly params: Params
}

/**
 * Asks `validate` of a resource about a row of this version as it would be changed. If the row does not exist under the rule, or has another version, the
 * statement refuses it.
 * @throws PlinthError `INVALID_INPUT` with its messages at the fields
 */
export async function assertValidChange(
  definition: Definition,
  { db, actor }: { readonly db: Executor; readonly actor: Actor },
  { id, version, rule, params, ...set }: AskedChange,
): Promise<void> {
  const { validate } = definition.writing
  if (!validate) return
  const found = await findWholeRow(db, definition, { id, rule, params })
  if (found && found.version === version) refuse(validate({ ...changedRow(definition, found, set), actor }))
}

function refuse(problems: ReturnType<Validate>): void {
  const entries = Object.entries(problems ?? {}).flatMap(([name, problem]): [string, string[]][] =>
    problem === undefined ? [] : [[name, [problem]]],
  )
  if (entries.length > 0) throw new PlinthError('INVALID_INPUT', { fields: Object.fromEntries(entries) })
}
