import { z } from 'zod'
import { runChange } from '../../change.ts'
import { type Removal, removal, rowId } from '../row-address.ts'
import { storedId } from '../stored-answer.ts'
import { deletion } from '../write-plans.ts'
import type { MutationVerb } from './verb.ts'

/** Deletes a row in the trash for good. */
export const purge: MutationVerb<'purge'> = {
  name: 'purge',
  kind: 'mutation',
  rows: 'one',
  rule: (rules) => rules.remove,
  input: () => removal,
  output: () => z.object({ id: rowId }),
  event: 'purged',
  rest: { method: 'POST', path: '/{id}/purge', status: 204 },
  words: { summary: ({ one }) => `Remove one ${one} for good` },
  console: 'screen',
  fromJson: storedId,
  work(definition) {
    const purged = deletion(definition, `${definition.name}.purged`, { isTrash: true })
    return async (call) => {
      const { id, version } = call.input as Removal // by its schema
      await runChange(purged, call, { params: { id, version }, checks: call.access.take() })
      return { id }
    }
  },
}
