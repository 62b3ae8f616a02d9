import { z } from 'zod'
import { removeRow } from '../remove-row.ts'
import { type Removal, removal, rowId } from '../row-address.ts'
import { storedId } from '../stored-answer.ts'
import type { MutationVerb } from './verb.ts'

/** Removes one row: for good, or into the trash where the resource keeps one. */
export const remove: MutationVerb<'remove'> = {
  name: 'remove',
  kind: 'mutation',
  rows: 'one',
  rule: (rules) => rules.remove,
  input: () => removal,
  output: () => z.object({ id: rowId }),
  event: 'removed',
  rest: { method: 'DELETE', path: '/{id}', status: 204 },
  words: {
    summary: ({ one }) => `Remove one ${one}`,
    about: ({ isSoft }) =>
      `Without \`If-Match\` whatever version there is goes.${isSoft ? ' It goes to the trash, from which it can be restored.' : ''}`,
  },
  console: 'screen',
  fromJson: storedId,
  work(definition) {
    const write = removeRow(definition)
    return (call) => write(call, call.input as Removal, call.access.take()) // by its schema
  },
}
