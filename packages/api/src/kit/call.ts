import type { Actor } from '@plinth/core/actor'
import type { Context } from './context.ts'
import type { Access } from './pipeline/access.ts'

/** The input and the actor of a call. */
export interface Asked<Input> {
  readonly ctx: Context
  readonly input: Input
  readonly actor: Actor
}

/** The argument of a procedure's work. */
export interface Call<Input> extends Asked<Input> {
  /** The row rule: pass `access.take()` to the statement that finds the row. */
  readonly access: Access
}
