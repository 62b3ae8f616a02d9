import { rowAddress } from '../row-address.ts'
import { updateRow } from '../update-row.ts'
import { batchOf, batchPart, itemsOf, writeAll } from './batch.ts'
import type { MutationVerb } from './verb.ts'

/** Changes many rows: all of them, or none. */
export const updateMany: MutationVerb<'updateMany'> = {
  ...batchPart,
  name: 'updateMany',
  kind: 'mutation',
  rows: 'many',
  rule: (rules) => rules.update,
  input: ({ schemas }) => itemsOf(schemas.update.extend(rowAddress.shape)),
  output: ({ schemas }) => batchOf(schemas.written),
  event: 'updated',
  rest: { method: 'PATCH', path: '/batch', refusals: [422] },
  words: { ...batchPart.words, summary: ({ many }) => `Update many ${many}` },
  work(definition) {
    const write = updateRow(definition)
    return (call) => writeAll(call, write, definition)
  },
}
