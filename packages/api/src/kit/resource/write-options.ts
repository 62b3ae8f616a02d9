import type { Actor } from '@plinth/core/actor'
import type { Rule } from '@plinth/core/rule'
import type { Conflicts } from '../pipeline/conflict.ts'
import type { Params } from './definition.ts'

// Apart from the verbs: the declarations of a feature lead here, and must not lead on to the database and Prisma.

/** What the server sets of a new row, beside what the client gives. `attempt` counts from 0; it is 1 when `retry` was broken. */
export type Derive = (given: { input: Record<string, unknown>; actor: Actor; attempt: number }) => Params

export interface WriteOptions {
  derive: Derive | undefined
  /** A unique constraint after whose violation `derive` is asked once more. */
  retry: string | undefined
  conflicts: Conflicts | undefined
}

/** A verb of one row that sets columns, such as `publish`. */
export interface TransitionOptions {
  verb: string
  /** In the past tense: `published`. */
  event: string
  rule: Rule
  /** Columns and what they become; `now` is the time of the transaction. */
  set: Readonly<Record<string, unknown>>
}
