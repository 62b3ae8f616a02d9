import { PlinthError } from '@plinth/core/errors'
import { newId } from '@plinth/core/id'
import { type CommonTableExpressionStep, type Expression, fragment, withSteps } from '@plinth/db/fragment'
import { type Build, type RowRule, type Statement, statement } from '@plinth/db/statement'
import type { Call } from './call.ts'
import { actorColumns } from './pipeline/event.ts'
import './database-context.ts'

/** What the event of a change is written from; filled in by `runChange`. */
interface EventParams {
  eventId: string
  eventActorType: string
  eventActorId: string | null
  eventRequestId: string
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
  /** Columns of `changed` that the procedure returns. */
  returns: readonly string[]
}

/** A statement that changes a row under its rule and inserts the event of it. */
export interface Change<Params extends object, Output> {
  readonly event: string
  readonly statement: Statement<Params & EventParams, Output & { isStale: boolean }>
}

/** Declares a change; see `ChangePlan`. */
export function change<Params extends object, Output extends object>(
  event: string,
  plan: (q: Build<Params & EventParams>) => ChangePlan,
): Change<Params, Output> {
  return {
    event,
    statement: statement<Params & EventParams, Output & { isStale: boolean }>((q) => {
      const { steps, before, after, returns } = plan(q)
      const isVersioned = 'before' in steps
      const nothing = fragment`null::jsonb`
      const eventStep = fragment`
        insert into "events" ("id", "type", "subject", "actorType", "actorId", "requestId", "before", "after")
        select ${q.param('eventId')}::uuid, ${literal(event)}, "changed"."id", ${q.param('eventActorType')}::text,
          ${q.param('eventActorId')}::uuid, ${q.param('eventRequestId')}::text, ${before ?? nothing}, ${after ?? nothing}
        from "changed"${isVersioned ? fragment`, "before"` : fragment``}`
      const columns = fragment.list(returns.map((column) => fragment.ref(`changed.${column}`)))
      const last = isVersioned
        ? fragment`select ${columns}, "changed"."id" is null as "isStale" from "before" left join "changed" on true`
        : fragment`select ${columns}, false as "isStale" from "changed"`
      return withSteps<Output & { isStale: boolean }>({ ...steps, event: eventStep }, last)
    }),
  }
}

/** The event's type is a constant of the code, and no statement holds values: so it is written as SQL text, checked for what it may be. */
function literal(event: string): Expression<string> {
  if (!/^[a-zA-Z]+\.[a-zA-Z]+$/.test(event))
    throw new Error(`'${event}' is no event type; expected one like 'articles.created'.`)
  return fragment.constant(event)
}

/**
 * Runs a change once.
 * @throws PlinthError `NOT_FOUND` when there is no such row under the rule, `CONFLICT` when its version is another
 */
export async function runChange<Params extends object, Output>(
  { event, statement }: Change<Params, Output>,
  { ctx, actor }: Call<unknown>,
  { params, rule }: { params: Params; rule: RowRule },
): Promise<Output> {
  const { actorType, actorId } = actorColumns(actor)
  const all = {
    ...params,
    eventId: newId(),
    eventActorType: actorType,
    eventActorId: actorId,
    eventRequestId: ctx.requestId,
  }
  const [row] = await statement.run(ctx.db, all, rule)
  if (!row) throw new PlinthError('NOT_FOUND', { cause: new Error(`${event}: no row under the rule.`) })
  const { isStale, ...output } = row
  if (isStale) throw new PlinthError('CONFLICT')
  return output as Output // the row without the one column that `change` added
}
