import type { Actor } from '@plinth/core/actor'
import type { Context } from './context.ts'
import type { Access } from './pipeline/access.ts'

/** What came in, and from whom. */
export interface Asked<Input> {
  readonly ctx: Context
  readonly input: Input
  readonly actor: Actor
}

/** What the work of a procedure is given. */
export interface Call<Input> extends Asked<Input> {
  /** The row rule: hand `access.take()` to the statement that finds the row. */
  readonly access: Access
}
