import type { Actor } from '@plinth/core/actor'
import { exactJson } from '@plinth/core/exact-json'
import { newId } from '@plinth/core/id'
import { type Expression, fragment } from '@plinth/db/fragment'
import { type Build, type Executor, statement } from '@plinth/db/statement'
import { type EventParams, type EventSource, eventSource } from './event.ts'

/** The event that a statement records, and for which rows. */
interface EventStep {
  /** In the past tense: `articles.created`. A constant of the code. */
  type: string
  /** The steps of the statement for whose rows one event each is inserted. `changed` has the column `id`, which is the subject. */
  from: Expression<unknown>
  /** The id of the event; the parameter `event.id` when not given. */
  id?: Expression<unknown>
  /** The old and new values of the changed fields, as JSON. */
  before?: Expression<unknown> | undefined
  after?: Expression<unknown> | undefined
}

/**
 * A step of a statement that inserts an event for each row of the step `changed`: no event without a change.
 * @throws Error where it is built, for a type that is not like `articles.created`
 */
export function eventStep<Params>(
  q: Build<Params & EventParams>,
  { type, from, id = q.param('event.id'), before, after }: EventStep,
): Expression<unknown> {
  const nothing = fragment`null::jsonb`
  return fragment`insert into "events" ("id", "type", "subject", "actorType", "actorId", "keyId", "impersonatorId", "requestId", "before", "after")
    select ${id}::uuid, ${typeOf(type)}, "changed"."id", ${q.param('event.actorType')}::text, ${q.param('event.actorId')}::uuid,
      ${q.param('event.keyId')}::uuid, ${q.param('event.impersonatorId')}::uuid, ${q.param('event.requestId')}::text, ${before ?? nothing}, ${after ?? nothing}
    from ${from}`
}

/** A statement contains no values, so the type is inserted as SQL text after it has been validated. */
function typeOf(type: string): Expression<string> {
  if (!/^[a-zA-Z]+\.[a-zA-Z]+$/.test(type))
    throw new Error(`'${type}' cannot be the type of an event: expected one like 'articles.created'.`)
  return fragment.constant(type)
}

/** An event of a transaction. */
export interface NewEvent {
  type: string
  subject: string
  actor: Actor
  requestId: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

interface EventRow extends EventSource {
  id: string
  type: string
  subject: string
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

/** Inserts an event in the transaction of its write. Bigints become text, as `eventStep` writes them from a column. */
export async function appendEvent(db: Executor, event: NewEvent): Promise<void> {
  await insert.run(db, {
    id: newId(),
    type: event.type,
    subject: event.subject,
    ...eventSource(event.actor, event.requestId),
    before: event.before && exactJson(event.before),
    after: event.after && exactJson(event.after),
  })
}
