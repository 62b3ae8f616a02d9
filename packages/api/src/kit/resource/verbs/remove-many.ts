import { z } from 'zod'
import { removeRow } from '../remove-row.ts'
import { removal, rowId } from '../row-address.ts'
import { batchOf, batchPart, itemsOf, writeAll } from './batch.ts'
import type { MutationVerb } from './verb.ts'

/** Removes many rows: all of them, or none. */
export const removeMany: MutationVerb<'removeMany'> = {
  ...batchPart,
  name: 'removeMany',
  kind: 'mutation',
  rows: 'many',
  rule: (rules) => rules.remove,
  input: () => itemsOf(removal),
  output: () => batchOf(z.object({ id: rowId })),
  event: 'removed',
  // HTTP does not define the meaning of a DELETE with a body (RFC 9110, 9.3.5).
  rest: { method: 'POST', path: '/batch/delete', refusals: [422] },
  words: { ...batchPart.words, summary: ({ many }) => `Remove many ${many}` },
  contract: { output: () => 'RowBatch<{ id: string }>' },
  work(definition) {
    const write = removeRow(definition)
    return (call) => writeAll(call, (each, item, { rule }) => write(each, removal.parse(item), rule), definition)
  },
}
