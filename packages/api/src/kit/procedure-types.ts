import type { Rule } from '@plinth/core/rule'
import type { TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server'

/** Plain types, not schemas, so that consumers' declarations do not depend on zod. */
export type ReadProcedure<Input, Output> = TRPCQueryProcedure<{ input: Input; output: Output; meta: ProcedureMeta }>

export type WriteProcedure<Input, Output> = TRPCMutationProcedure<{ input: Input; output: Output; meta: ProcedureMeta }>

/**
 * The proof that an act needs besides its rule:
 * - `browser`: the session of a browser, however old. A token never counts.
 * - `freshBrowser`: the session of a browser in which the password was entered within the last hour, or comes with the call.
 * - `freshSignIn`: as `freshBrowser`, and in addition a token that a sign-in with the password opened, under the same condition.
 */
export type ProofNeed = 'browser' | 'freshBrowser' | 'freshSignIn'

/** The secret parts of a write, which its idempotency key does not store. */
export interface Secrets {
  /** Secret fields of the input: they are ignored when inputs are compared. */
  readonly input?: readonly string[]
  /** The answer is shown once: the same key again is `ALREADY_DONE`. */
  readonly answer?: true
}

/** The metadata of a procedure, which tests of the whole router read to prove that nothing is missing. */
export interface ProcedureMeta {
  readonly rule: Rule
  readonly event?: string
  /** The proof that it needs besides its rule; see `ProofNeed`. */
  readonly proof?: ProofNeed
  readonly secrets?: Secrets
  /** What it does, where a resource made it. */
  readonly verb?: string
  /** The definition of the resource that made it, which only the backend reads (`definitionOf`), so it is not typed here. */
  readonly resource?: object
}

/** A procedure as nouns that describe other nouns see it. */
export interface KnownProcedure {
  readonly type: 'query' | 'mutation' | 'subscription'
  readonly meta: ProcedureMeta
  /** Its zod schema, not typed here. */
  readonly input: object
}
