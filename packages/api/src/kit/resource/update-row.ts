import type { RowRule } from '@plinth/db/statement'
import { type ChangeCall, runChange } from '../change.ts'
import { noteRefused } from '../pipeline/taken.ts'
import type { Definition } from './definition.ts'
import { unseenFinder } from './references.ts'
import { assertValidChange } from './validation.ts'
import { setFollowed, writeOf } from './write-params.ts'
import { updating } from './write-plans.ts'

/** Changes one row with `id` and `version` under a rule. Where no field is given the row stays as it is, and there is no event. */
export function updateRow(definition: Definition, event = `${definition.name}.updated`) {
  const updated = updating(definition, event, { isIdleWithout: true })
  const findUnseen = unseenFinder(definition)
  return async (
    call: ChangeCall,
    { id, version, ...values }: Record<string, unknown>,
    { rule, attempt }: { rule: RowRule; attempt: number },
  ): Promise<Record<string, unknown>> => {
    const { params, checks } = writeOf(definition, values, { actor: call.actor, rule })
    const columns = setFollowed(definition, params, { id: String(id), attempt })
    await assertValidChange(definition, call, { id: String(id), version, rule, params, values, columns })
    const all = { ...params, id, version }
    const unseen = () => findUnseen(call.db, params, checks)
    return noteRefused({ definition, params: all }, () => runChange(updated, call, { params: all, checks, unseen }))
  }
}
