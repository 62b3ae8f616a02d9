import type { Actor } from '@plinth/core/actor'
import { normalise, type Predicate } from '@plinth/core/where'
import { type Expression, fragment } from '@plinth/db/fragment'
import type { Build } from '@plinth/db/statement'
import type { RowSource } from '@plinth/db/where'
import type { Definition, Params } from './definition.ts'

/** The rule for seeing rows in the trash: actors must be able to read and remove them. */
export const trashChecks = ({ rules }: Definition, actor: Actor): Record<'read' | 'remove', boolean | Predicate> => ({
  read: normalise(rules.read(actor)),
  remove: normalise(rules.remove(actor)),
})

/** Whether a row is in the trash, and may be seen there; with the predicates of `trashChecks`. */
export const isTrashSeen = (q: Build<Params>, row: RowSource): Expression<unknown> =>
  fragment.and([fragment`${row.column('removedAt')} is not null`, q.check('read', row), q.check('remove', row)])
