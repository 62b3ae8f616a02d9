import { type Actor, userIdOf } from '@plinth/core/actor'
import { newId } from '@plinth/core/id'
import type { Executor } from '@plinth/db/statement'
import { statement } from '@plinth/db/statement'

export interface NewEvent {
  type: string
  subject: string
  actor: Actor
  requestId: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

/** The columns of `events` that say who acted. */
export interface ActorColumns {
  actorType: string
  actorId: string | null
  keyId: string | null
  impersonatorId: string | null
}

export function actorColumns(actor: Actor): ActorColumns {
  return {
    actorType: actor.type,
    actorId: userIdOf(actor) ?? null,
    keyId: actor.type === 'apiKey' ? actor.keyId : null,
    impersonatorId: (actor.type === 'user' && actor.impersonatorId) || null,
  }
}

interface EventRow extends ActorColumns {
  id: string
  type: string
  subject: string
  requestId: string
  before: string | null
  after: string | null
}

const insert = statement<EventRow, never>(({ db, param }) =>
  db.insertInto('events').values({
    id: param('id'),
    type: param('type'),
    subject: param('subject'),
    actorType: param('actorType'),
    actorId: param('actorId'),
    keyId: param('keyId'),
    impersonatorId: param('impersonatorId'),
    requestId: param('requestId'),
    before: param('before'),
    after: param('after'),
  }),
)

/** Whole numbers that are a bigint are text in an event, as in one that is made from columns. */
const jsonOf = (side: Record<string, unknown>) =>
  JSON.stringify(side, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))

/** Inserts an event in the transaction of the write that it tells of. */
export async function insertEvent(db: Executor, event: NewEvent): Promise<void> {
  await insert.run(db, {
    id: newId(),
    type: event.type,
    subject: event.subject,
    ...actorColumns(event.actor),
    requestId: event.requestId,
    before: event.before && jsonOf(event.before),
    after: event.after && jsonOf(event.after),
  })
}
