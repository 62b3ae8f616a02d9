import type { Actor } from '@plinth/core/actor'
import type { Rule } from '@plinth/core/rule'
import type { Context } from '../context.ts'

/** What the gate knows about a call. */
export interface Entry {
  readonly rule: Rule
  /** The procedure: `articles.list`. */
  readonly path: string
  readonly isWrite?: boolean
}

/** A step of the gate between the principal and the decision. It refuses a call by throwing an error of the table. */
export type GateCheck = (at: { ctx: Context; actor: Actor; entry: Entry }) => void | Promise<void>
