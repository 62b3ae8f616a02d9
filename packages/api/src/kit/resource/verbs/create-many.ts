import { createRow } from '../create-row.ts'
import { batchOf, batchPart, itemsOf, writeAll } from './batch.ts'
import type { MutationVerb } from './verb.ts'

/** Makes many rows: all of them, or none. */
export const createMany: MutationVerb<'createMany'> = {
  ...batchPart,
  name: 'createMany',
  kind: 'mutation',
  rows: 'none',
  rule: (rules) => rules.create,
  input: ({ schemas }) => itemsOf(schemas.create),
  output: ({ schemas }) => batchOf(schemas.written),
  event: 'created',
  rest: { method: 'POST', path: '/batch', refusals: [422] },
  words: { ...batchPart.words, summary: ({ many }) => `Create many ${many}` },
  work(definition) {
    const write = createRow(definition)
    return (call) => writeAll(call, write, definition)
  },
}
