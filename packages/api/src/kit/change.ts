import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { newId } from '@plinth/core/id'
import { type CommonTableExpressionStep, type Expression, fragment, withSteps } from '@plinth/db/fragment'
import { type Build, type Checks, type Executor, type RowRule, type Statement, statement } from '@plinth/db/statement'
import type { Call } from './call.ts'
import { actorColumns } from './pipeline/event.ts'
import './database-context.ts'

/** What the event of a change is written from; filled in by `runChange`. */
export interface EventParams {
  'event.id': string
  'event.actorType': string
  'event.actorId': string | null
  'event.keyId': string | null
  'event.impersonatorId': string | null
  'event.requestId': string
}

/**
 * The parts of a changing statement. `steps` are its common table expressions in order; the one named `changed` yields the row as it stands
 * afterwards (or, for a removal, as it stood), and has `id` and `version`. A step named `before` yields the row as it was, under the row
 * rule: with it, a row that is there but was not changed is a stale version.
 */
export interface ChangePlan {
  steps: Record<string, CommonTableExpressionStep>
  /** The changed fields as they were and as they are, for the event. */
  before?: Expression<unknown>
  after?: Expression<unknown>
  /** What the procedure returns: columns of `changed`, or a list of expressions over it. */
  returns: readonly string[] | Expression<unknown>
  /** Whether the row was not changed because of what it would become; only with a step `before`. */
  isRefused?: Expression<unknown>
  /** Nothing was given to be changed: `changed` is the row as it is, and there is no event. */
  isIdle?: boolean
}

/** How it went, beside what is returned. */
interface Outcome {
  isStale: boolean
  isRefused: boolean
}

/** A statement that changes a row under its rule and inserts the event of it. */
export interface Change<Params extends object, Output> {
  readonly event: string
  readonly statement: Statement<Params & EventParams, Output & Outcome>
  /** Makes what came as JSON what it is in TypeScript. */
  readonly read?: (output: Output) => Output
}

interface ChangeOptions<Output> {
  /** Makes what came as JSON what it is in TypeScript. */
  read?: (output: Output) => Output
  /** Which columns it sets follows what a client sends, so there may be many shapes; see `StatementOptions`. */
  isOpen?: boolean
}

/** Declares a change; see `ChangePlan`. */
export function change<Params extends object, Output extends object>(
  event: string,
  plan: (q: Build<Params & EventParams>) => ChangePlan,
  { read, isOpen = false }: ChangeOptions<Output> = {},
): Change<Params, Output> {
  return {
    event,
    ...(read && { read }),
    statement: statement<Params & EventParams, Output & Outcome>(
      (q) => {
        const { steps, before, after, returns, isRefused = fragment`false`, isIdle = false } = plan(q)
        const isVersioned = 'before' in steps
        const nothing = fragment`null::jsonb`
        const eventStep = fragment`
        insert into "events" (${eventColumns})
        select ${q.param('event.id')}::uuid, ${eventType(event)}, "changed"."id", ${eventActor(q)}, ${before ?? nothing}, ${after ?? nothing}
        from "changed"${isVersioned ? fragment`, "before"` : fragment``}`
        const columns = Array.isArray(returns)
          ? fragment.list(returns.map((column) => fragment.ref(`changed.${column}`)))
          : (returns as Expression<unknown>) // the other half of its type, which isArray cannot tell from a readonly list
        const last = isVersioned
          ? fragment`select ${columns}, "changed"."id" is null as "isStale", "changed"."id" is null and ${isRefused} as "isRefused"
            from "before" left join "changed" on true`
          : fragment`select ${columns}, false as "isStale", false as "isRefused" from "changed"`
        return withSteps<Output & Outcome>({ ...steps, ...(!isIdle && { event: eventStep }) }, last)
      },
      { isOpen, isDerived: true },
    ),
  }
}

/** The columns of an event in the order in which statements fill them. */
export const eventColumns = fragment`"id", "type", "subject", "actorType", "actorId", "keyId", "impersonatorId", "requestId", "before", "after"`

/** Who acted in which request, as columns between `subject` and `before`. */
export function eventActor<Params>(q: Build<Params & EventParams>): Expression<unknown> {
  return fragment`${q.param('event.actorType')}::text, ${q.param('event.actorId')}::uuid, ${q.param('event.keyId')}::uuid,
    ${q.param('event.impersonatorId')}::uuid, ${q.param('event.requestId')}::text`
}

/** The event's type is a constant of the code, and no statement holds values: so it is written as SQL text, checked for what it may be. */
export function eventType(event: string): Expression<string> {
  if (!/^[a-zA-Z]+\.[a-zA-Z]+$/.test(event))
    throw new Error(`'${event}' is no event type; expected one like 'articles.created'.`)
  return fragment.constant(event)
}

/**
 * Runs a change once.
 * @throws PlinthError `NOT_FOUND` when there is no such row under the rule, `CONFLICT` when its version is another
 */
export async function runChange<Params extends object, Output>(
  { event, statement, read = (output) => output }: Change<Params, Output>,
  { ctx, db, actor }: Call<unknown> & { db: Executor },
  { params, checks, unseen }: { params: Params; checks: RowRule | Checks; unseen?: () => Promise<string[]> },
): Promise<Output> {
  const [row] = await statement.run(db, { ...params, ...eventParams(actor, ctx.requestId) }, checks)
  if (!row) throw new PlinthError('NOT_FOUND', { cause: new Error(`${event}: no row under the rule.`) })
  const { isStale, isRefused, ...output } = row
  if (isRefused) throw notAsItWouldBe(await unseen?.())
  if (isStale) throw new PlinthError('CONFLICT')
  return read(output as Output) // the row without the columns that `change` added
}

/**
 * The refusal of a row that would be against the rule, or that refers to what its actor may not see. `unseen` names the references; whether such a row
 * does not exist or is hidden stays open.
 */
export function notAsItWouldBe(unseen: readonly string[] = []): PlinthError {
  const reason = 'It refers to something that does not exist or that you may not see.'
  if (unseen.length === 0)
    return new PlinthError('FORBIDDEN', { message: 'You may not write this: it would be outside what you may write.' })
  return new PlinthError('FORBIDDEN', {
    message: `You may not write this. ${reason}`,
    fields: Object.fromEntries(unseen.map((name) => [name, [reason]])),
  })
}

/** What an event is written from. */
export function eventParams(actor: Actor, requestId: string): EventParams {
  const { actorType, actorId, keyId, impersonatorId } = actorColumns(actor)
  return {
    'event.id': newId(),
    'event.actorType': actorType,
    'event.actorId': actorId,
    'event.keyId': keyId,
    'event.impersonatorId': impersonatorId,
    'event.requestId': requestId,
  }
}
