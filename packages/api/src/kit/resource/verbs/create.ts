import { createRow } from '../create-row.ts'
import { storedRow } from '../stored-answer.ts'
import type { MutationVerb } from './verb.ts'

/** Makes a row. */
export const create: MutationVerb<'create'> = {
  name: 'create',
  kind: 'mutation',
  rows: 'none',
  rule: (rules) => rules.create,
  input: ({ schemas }) => schemas.create,
  output: ({ schemas }) => schemas.written,
  event: 'created',
  rest: { method: 'POST', path: '', status: 201 },
  words: { summary: ({ one }) => `Create one ${one}`, success: 'It was created.' },
  console: 'screen',
  fromJson: storedRow,
  work(definition) {
    const write = createRow(definition)
    return (call, { attempt }) =>
      write(call, call.input as Record<string, unknown>, { rule: call.access.take(), attempt }) // by its schema
  },
}
