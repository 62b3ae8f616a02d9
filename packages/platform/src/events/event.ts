import { type Actor, userIdOf } from '@plinth/core/actor'
import { newId } from '@plinth/core/id'

/** The columns of an event that record who acted, in which request. */
export interface EventSource {
  actorType: string
  actorId: string | null
  keyId: string | null
  impersonatorId: string | null
  requestId: string
}

/** The parameters of a statement that records an event. */
export type EventParams = { 'event.id': string } & {
  [Column in keyof EventSource as `event.${Column}`]: EventSource[Column]
}

/** The actor as columns of an event. */
export function eventSource(actor: Actor, requestId: string): EventSource {
  return {
    actorType: actor.type,
    actorId: userIdOf(actor) ?? null,
    keyId: actor.type === 'apiKey' ? actor.keyId : null,
    impersonatorId: (actor.type === 'user' && actor.impersonatorId) || null,
    requestId,
  }
}

/** The parameters of a statement that contains an `eventStep`. */
export function eventParams(actor: Actor, requestId: string): EventParams {
  const source = eventSource(actor, requestId)
  return {
    'event.id': newId(),
    'event.actorType': source.actorType,
    'event.actorId': source.actorId,
    'event.keyId': source.keyId,
    'event.impersonatorId': source.impersonatorId,
    'event.requestId': source.requestId,
  }
}
