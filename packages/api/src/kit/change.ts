import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { type CommonTableExpressionStep, type Expression, fragment } from '@plinth/db/fragment'
import { type Build, type Checks, type Executor, type RowRule, type Statement, statement } from '@plinth/db/statement'
import { eventStep } from '@plinth/platform/events/append'
import { type EventParams, eventParams } from '@plinth/platform/events/event'
import type { Context } from './context.ts'
import { type KeyParams, type KeyUse, withKey } from './pipeline/key-step.ts'

/** What the engine adds to the parameters of a change. */
export type EngineParams = EventParams & KeyParams

/**
 * The parts of a changing statement. `steps` are its common table expressions in order; the one named `changed` yields the row as it is
 * afterwards (or, for a removal, as it was), and has `id` and `version`. A step named `before` yields the row as it was, under the row
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
  /** Nothing was given to be changed: `changed` is the row as it is, and nothing is written. */
  isIdle?: boolean
}

/**
 * Something that is written with each change, in its statement: the event, a job, what a cache has to drop. A stale or refused write does not roll back
 * (its statement commits, and the refusal is thrown afterwards), so the step selects from the changed rows, and is silent where there are none.
 */
export interface Extension<Params extends object = object> {
  /** The name of its step. */
  readonly name: string
  /** @param at the event and both sides of it, and `from`, which the step has to select from */
  step(q: Build<Params & EngineParams>, at: ExtensionPlace): Expression<unknown>
}

interface ExtensionPlace {
  readonly event: string
  readonly before: Expression<unknown> | undefined
  readonly after: Expression<unknown> | undefined
  /** The steps with the changed rows: `changed`, and `before` where the plan has it. */
  from(): Expression<unknown>
}

/** Every change has an event. */
const eventExtension: Extension = {
  name: 'event',
  step: (q, { event, before, after, from }) => eventStep(q, { type: event, from: from(), before, after }),
}

/** How it went, beside what is returned. */
interface Outcome {
  isStale: boolean
  isRefused: boolean
}

/** A statement that changes a row under its rule and inserts the event of it. */
export interface Change<Params extends object, Output> {
  readonly event: string
  readonly statement: Statement<Params & EngineParams, Output & Outcome>
  /** Makes what came as JSON what it is in TypeScript. */
  readonly read: (output: Output) => Output
  /** Makes an answer that was stored with its key, where all of it is JSON, what it is in TypeScript; without it the statement stores no key. */
  readonly fromJson: ((answer: unknown) => unknown) | undefined
}

interface ChangeOptions<Params extends object, Output> {
  read?: Change<Params, Output>['read']
  fromJson?: Change<Params, Output>['fromJson']
  /** Which columns it sets follows what a client sends, so there may be many shapes; see `StatementOptions`. */
  isOpen?: boolean
  /** What is written besides the event, in this order. */
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
          : (returns as Expression<unknown>) // the other half of its type, which isArray cannot tell from a readonly list
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

/** Who changes a row, on which database, under which idempotency key. */
export interface ChangeCall {
  readonly ctx: Pick<Context, 'requestId'>
  readonly actor: Actor
  readonly db: Executor
  readonly key?: KeyUse | undefined
}

/**
 * Runs a change once.
 * @throws PlinthError `NOT_FOUND` when there is no such row under the rule, `CONFLICT` when its version is another
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
