import type { RowRule } from '@plinth/db/statement'
import { type ChangeCall, runChange } from '../change.ts'
import type { Definition } from './definition.ts'
import type { Removal } from './row-address.ts'
import { writeOf } from './write-params.ts'
import { deletion, updating } from './write-plans.ts'

/** Removes one row: for good, or into the trash where the resource keeps one. */
export function removeRow(definition: Definition) {
  const { isSoft, name } = definition
  const removed = isSoft
    ? updating(definition, `${name}.removed`, { isNow: ['removedAt'], isRuledAfter: false })
    : deletion(definition, `${name}.removed`)
  return async (call: ChangeCall, { id, version }: Removal, rule: RowRule): Promise<{ id: string }> => {
    const checks = isSoft ? writeOf(definition, {}, { actor: call.actor, rule }).checks : { rule }
    await runChange(removed, call, { params: { id, version }, checks })
    return { id }
  }
}
