import { z } from 'zod'
import { mutation } from '../base-procedures.ts'
import { runChange } from '../change.ts'
import type { Definition } from './definition.ts'
import { setParam } from './parameters.ts'
import { removeInput, rowId, storedId, storedRow, version } from './verbs.ts'
import { withRead } from './with-read.ts'
import { writeOf } from './write-params.ts'
import { deletion, updating } from './write-plans.ts'

const restoreInput = z.strictObject({ id: rowId, version })

/** Takes a row out of the trash, for whoever may read and remove it. */
export function restoreVerb(definition: Definition) {
  const event = `${definition.name}.restored`
  const restored = updating(definition, event, { isTrash: true, isRuledAfter: false })
  return mutation(
    {
      rule: withRead(definition.rules.read, definition.rules.remove),
      input: restoreInput,
      event,
      conflicts: definition.writing.conflicts,
      meta: { resource: definition, verb: 'restore' },
      fromJson: storedRow(definition),
    },
    (call) => {
      const { id, version } = call.input as z.output<typeof restoreInput> // by its schema
      const { checks } = writeOf(definition, {}, { actor: call.actor, rule: call.access.take() })
      return runChange(restored, call, { params: { id, version, [setParam('removedAt')]: null }, checks })
    },
  )
}

/** Deletes a row that lies in the trash for good. */
export function purgeVerb(definition: Definition) {
  const event = `${definition.name}.purged`
  const purged = deletion(definition, event, { isTrash: true })
  return mutation(
    {
      rule: definition.rules.remove,
      input: removeInput,
      event,
      meta: { resource: definition, verb: 'purge' },
      fromJson: storedId,
    },
    async (call) => {
      const { id, version } = call.input as z.output<typeof removeInput> // by its schema
      await runChange(purged, call, { params: { id, version }, checks: call.access.take() })
      return { id }
    },
  )
}
