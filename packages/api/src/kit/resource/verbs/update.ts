import { rowAddress } from '../row-address.ts'
import { storedRow } from '../stored-answer.ts'
import { updateRow } from '../update-row.ts'
import type { MutationVerb } from './verb.ts'

/** Changes fields of one row. */
export const update: MutationVerb<'update'> = {
  name: 'update',
  kind: 'mutation',
  rows: 'one',
  rule: (rules) => rules.update,
  input: ({ schemas }) => schemas.update.extend(rowAddress.shape),
  output: ({ schemas }) => schemas.written,
  event: 'updated',
  rest: { method: 'PATCH', path: '/{id}' },
  words: { summary: ({ one }) => `Update one ${one}` },
  console: 'screen',
  fromJson: storedRow,
  work(definition) {
    const write = updateRow(definition)
    return (call, { attempt }) =>
      write(call, call.input as Record<string, unknown>, { rule: call.access.take(), attempt }) // by its schema
  },
}
