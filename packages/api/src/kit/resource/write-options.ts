import type { Actor } from '@plinth/core/actor'
import type { Conflicts } from '../pipeline/conflict.ts'
import type { Params } from './definition.ts'

/** What the server sets of a new row, beside what the client gives. `attempt` counts from 0; it is 1 when `retry` was broken. */
export type Derive = (given: { input: Record<string, unknown>; actor: Actor; attempt: number }) => Params

export interface WriteOptions {
  derive: Derive | undefined
  /** A unique constraint after whose violation `derive` is asked once more. */
  retry: string | undefined
  conflicts: Conflicts | undefined
}
