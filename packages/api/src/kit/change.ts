import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { type CommonTableExpressionStep, type Expression, fragment } from '@plinth/db/fragment'
import { type Build, type Checks, type Executor, type RowRule, type Statement, statement } from '@plinth/db/statement'
import { eventStep } from '@plinth/platform/events/append'
import { type EventParams, eventParams } from '@plinth/platform/events/event'
import type { Context } from './context.ts'
import { type KeyParams, type KeyUse, withKey } from './pipeline/key-step.ts'

/** The parameters that the engine adds to a change. */
export type EngineParams = EventParams & KeyParams

/**
 * The parts of a changing statement. `steps` are its common table expressions in order; the one named `changed` returns the row after
 * the change (for a removal, before it), and has `id` and `version`. A step named `before` returns the row before the change, under the
 * row rule: if it returns a row and `changed` does not, the version is stale.
 */
export interface ChangePlan {
  steps: Record<string, CommonTableExpressionStep>
  /** The changed fields before and after the change, for the event. */
  before?: Expression<unknown>
  after?: Expression<unknown>
  /** What the procedure returns: columns of `changed`, or a list of expressions over it. */
  returns: readonly string[] | Expression<unknown>
  /** Whether the row was not changed because its new state would violate the rule; only with a step `before`. */
  isRefused?: Expression<unknown>
  /** No change was given: `changed` is the current row, and nothing is written. */
  isIdle?: boolean
}

/**
 * A record written with each change, in its statement: the event, a job, a cache invalidation. A stale or refused write does not roll back
 * (its statement commits, and the refusal is thrown afterwards), so the step selects from the changed rows, and writes nothing if there are none.
 */
export interface Extension<Params extends object = object> {
  /** The name of its step. */
  readonly name: string
  /** @param at the event and both its sides, and `from`, which the step must select from */
  step(q: Build<Params & EngineParams>, at: ExtensionPlace): Expression<unknown>
}

interface ExtensionPlace {
  readonly event: string
  readonly before: Expression<unknown> | undefined
  readonly after: Expression<unknown> | undefined
  /** The steps with the changed rows: `changed`, and `before` if the plan has it. */
  from(): Expression<unknown>
}

/** Every change has an event. */
const eventExtension: Extension = {
  name: 'event',
  step: (q, { event, before, after, from }) => eventStep(q, { type: event, from: from(), before, after }),
}

/** The outcome of the change, in addition to its answer. */
interface Outcome {
  isStale: boolean
  isRefused: boolean
}

/** A statement that changes a row under its rule and inserts its event. */
export interface Change<Params extends object, Output> {
  readonly event: string
  readonly statement: Statement<Params & EngineParams, Output & Outcome>
  /** Converts values from JSON to their TypeScript types. */
  readonly read: (output: Output) => Output
  /** Converts an answer stored with its key, all of which is JSON, to its TypeScript types; without it the statement stores no key. */
  readonly fromJson: ((answer: unknown) => unknown) | undefined
}

interface ChangeOptions<Params extends object, Output> {
  read?: Change<Params, Output>['read']
  fromJson?: Change<Params, Output>['fromJson']
  /** The client's input decides which columns it sets, so there may be many shapes; see `StatementOptions`. */
  isOpen?: boolean
  /** The records written besides the event, in this order. */
  extensions?: readonly Extension<Params>[]
}

/** Declares a change; see `ChangePlan`. */
export function change<Params extends object, Output extends object>(
  event: string,
  plan: (q: Build<Params & EngineParams>) => ChangePlan,
  { read = same, fromJson, isOpen = false, extensions = [] }: ChangeOptions<Params, Output> = {},
): Change<Params, Output> {
  const all = [eventExtension, ...extensions]
  return {
    event,
    read,
    fromJson,
    statement: statement<Params & EngineParams, Output & Outcome>(
      (q) => {
        const { steps, before, after, returns, isRefused = fragment`false`, isIdle = false } = plan(q)
        const isVersioned = 'before' in steps
        const from = isVersioned ? fragment`"changed", "before"` : fragment`"changed"`
        const extended = isIdle ? {} : extensionSteps(q, all, { event, before, after, from })
        const columns = Array.isArray(returns)
          ? fragment.list(returns.map((column) => fragment.ref(`changed.${column}`)))
          : (returns as Expression<unknown>) // the other half of its type, which isArray cannot distinguish from a readonly list
        const answer = isVersioned
          ? fragment`select ${columns}, "changed"."id" is null as "isStale", "changed"."id" is null and ${isRefused} as "isRefused"
            from "before" left join "changed" on true`
          : fragment`select ${columns}, false as "isStale", false as "isRefused" from "changed"`
        return withKey<Output & Outcome>(q, {
          steps: { ...steps, ...extended },
          answer,
          isDone: fragment`not "isStale" and not "isRefused"`,
          besides: ['isStale', 'isRefused'],
        })
      },
      { isOpen, isDerived: true },
    ),
  }
}

const same = <Value>(value: Value): Value => value

function extensionSteps<Params extends object>(
  q: Build<Params & EngineParams>,
  extensions: readonly Extension<Params>[],
  { from, ...at }: Omit<ExtensionPlace, 'from'> & { from: Expression<unknown> },
): ChangePlan['steps'] {
  return Object.fromEntries(
    extensions.map(({ name, step }) => {
      let isAsked = false
      const made = step(q, {
        ...at,
        from: () => {
          isAsked = true
          return from
        },
      })
      if (!isAsked)
        throw new Error(
          `The extension ${name} of ${at.event} does not select from the changed rows: it would write for refused writes too.`,
        )
      return [name, made]
    }),
  )
}

/** The actor, database and idempotency key of a change. */
export interface ChangeCall {
  readonly ctx: Pick<Context, 'requestId'>
  readonly actor: Actor
  readonly db: Executor
  readonly key?: KeyUse | undefined
}

/**
 * Runs a change once.
 * @throws PlinthError `NOT_FOUND` when there is no such row under the rule, `CONFLICT` when it has another version
 */
export async function runChange<Params extends object, Output>(
  { event, statement, read }: Change<Params, Output>,
  { ctx, db, actor, key }: ChangeCall,
  { params, checks, unseen }: { params: Params; checks: RowRule | Checks; unseen?: () => Promise<string[]> },
): Promise<Output> {
  const all = { ...params, ...eventParams(actor, ctx.requestId), ...key?.take() }
  const [row] = await statement.run(db, all, checks)
  if (!row) throw new PlinthError('NOT_FOUND', { cause: new Error(`${event}: no row under the rule.`) })
  const { isStale, isRefused, ...output } = row
  if (isRefused) throw notAsItWouldBe(await unseen?.())
  if (isStale) throw new PlinthError('CONFLICT')
  return read(output as Output) // the row without the columns that `change` added
}

/**
 * The error for a row that would violate the rule, or that refers to a row its actor may not see. `unseen` names the references; the error does not
 * reveal whether such a row does not exist or is hidden.
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
