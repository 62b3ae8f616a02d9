import { PlinthError } from '@plinth/core/errors'
import { newId } from '@plinth/core/id'
import type { RowRule } from '@plinth/db/statement'
import { type ChangeCall, notAsItWouldBe, runChange } from '../change.ts'
import { noteRefused } from '../pipeline/taken.ts'
import type { Definition } from './definition.ts'
import { setParam } from './parameters.ts'
import { unseenFinder } from './references.ts'
import { assertValidNew } from './validation.ts'
import { writeOf } from './write-params.ts'
import { creation } from './write-plans.ts'

/** Inserts one row with the `id` of the call, else the one in its values, else a new one. */
export function createRow(definition: Definition) {
  const { derive } = definition.writing
  const created = creation(definition)
  const findUnseen = unseenFinder(definition)
  return async (
    call: ChangeCall,
    values: Record<string, unknown>,
    { rule, attempt, id: known }: { rule: RowRule; attempt: number; id?: string },
  ): Promise<Record<string, unknown>> => {
    const { params, checks } = writeOf(definition, values, { actor: call.actor, rule })
    const id = known ?? String(params[setParam('id')] ?? newId())
    params[setParam('id')] = id
    const derived = derive?.({ input: values, actor: call.actor, id, attempt }) ?? {}
    for (const [column, value] of Object.entries(derived)) params[setParam(column)] = value
    assertValidNew({ definition, actor: call.actor }, { values, columns: { ...derived, id } })
    try {
      return await noteRefused({ definition, params }, () => runChange(created, call, { params, checks }))
    } catch (error) {
      // For an insert, NOT_FOUND means that the new row would violate the rule.
      if (error instanceof PlinthError && error.code === 'NOT_FOUND')
        throw notAsItWouldBe(await findUnseen(call.db, params, checks))
      throw error
    }
  }
}
