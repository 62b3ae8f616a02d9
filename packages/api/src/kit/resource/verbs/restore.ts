import { runChange } from '../../change.ts'
import { setParam } from '../parameters.ts'
import { type RowAddress, rowAddress } from '../row-address.ts'
import { storedRow } from '../stored-answer.ts'
import { withRead } from '../with-read.ts'
import { writeOf } from '../write-params.ts'
import { updating } from '../write-plans.ts'
import type { MutationVerb } from './verb.ts'

/** Takes a row out of the trash, for those who may read and remove it. */
export const restore: MutationVerb<'restore'> = {
  name: 'restore',
  kind: 'mutation',
  rows: 'one',
  rule: (rules) => withRead(rules.read, rules.remove),
  input: () => rowAddress,
  output: ({ schemas }) => schemas.written,
  event: 'restored',
  rest: { method: 'POST', path: '/{id}/restore' },
  words: { summary: ({ one }) => `Restore one ${one} from the trash` },
  console: 'screen',
  fromJson: storedRow,
  work(definition) {
    const restored = updating(definition, `${definition.name}.restored`, { isTrash: true, isRuledAfter: false })
    return (call) => {
      const { id, version } = call.input as RowAddress // by its schema
      const { checks } = writeOf(definition, {}, { actor: call.actor, rule: call.access.take() })
      return runChange(restored, call, { params: { id, version, [setParam('removedAt')]: null }, checks })
    }
  },
}
