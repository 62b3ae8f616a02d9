import type { Actor } from '@plinth/core/actor'
import type { Rule } from '@plinth/core/rule'
import type { Predicate } from '@plinth/core/where'
import type { Executor } from '@plinth/db/executor'
import type { WriteProcedure } from '../procedure-types.ts'

/** A row as it was read. */
export interface RowAddress {
  id: string
  version: number
}

export interface Removal {
  id: string
  version?: number | undefined
}

/** A noun whose rows an action writes by one of the noun's own verbs. */
interface With<Verb extends string, Input, Output> {
  readonly definition: { readonly name: string }
  readonly verbs: { readonly [V in Verb]: WriteProcedure<Input, Output> }
}

/** The argument of an action's work. All its writes commit together, with an event for each row, or not at all. */
export interface ActionWork<Row, Values, Input> {
  /** The row as `get` shows it to the actor. */
  readonly row: Row
  /** The input without `id` and `version`. */
  readonly input: Input
  readonly actor: Actor
  /** Runs statements of your own in the transaction of the action. They read: one that changes the row of the action makes it fail. */
  readonly db: Executor
  /** The row rule of the action: hand `access.take()` to a statement that asks for it. */
  readonly access: { take(): true | Predicate }
  /** Sets fields of the row, also those that no client may write. A later call sets more. */
  set(values: Values): void
  /** Creates a row of a noun by its `create`: rule, schema and event are that verb's. */
  create<Given, Written>(noun: With<'create', Given, Written>, values: NoInfer<Given>): Promise<Written>
  /** Changes a row of a noun by its `update`. */
  update<Given extends RowAddress, Written>(
    noun: With<'update', Given, Written>,
    values: NoInfer<Given>,
  ): Promise<Written>
  /** Removes a row of a noun by its `remove`. */
  remove(noun: With<'remove', Removal, { id: string }>, removal: Removal): Promise<void>
}

/** A zod schema of an object, as a type that does not depend on zod. */
export interface ObjectSchema<Given, Taken> {
  readonly _zod: { readonly input: Given; readonly output: Taken }
  readonly shape: object
}

/** A verb of one row that does more than set constants. */
export interface ActionOptions<Row, Values, Schema, Input> {
  /** The name of the procedure: `solve`. */
  verb: string
  /** The event in the past tense: `solved` makes `tickets.solved`. */
  event: string
  /** Who may do it, and with which rows. */
  rule: Rule
  /** What it takes besides `id` and `version`; nothing, when not given. */
  input?: Schema
  /** @throws PlinthError to refuse it: then nothing is written */
  run(work: ActionWork<Row, Values, Input>): Promise<void> | void
}
