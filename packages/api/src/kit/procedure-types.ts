import type { Rule } from '@plinth/core/rule'
import type { TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server'

/** Plain types, not schemas: so the declarations that consumers read have no word of zod in them. */
export type ReadProcedure<Input, Output> = TRPCQueryProcedure<{ input: Input; output: Output; meta: ProcedureMeta }>

export type WriteProcedure<Input, Output> = TRPCMutationProcedure<{ input: Input; output: Output; meta: ProcedureMeta }>

/**
 * What an act needs besides its rule:
 * - `browser`: the session of a browser, however old. A token never counts.
 * - `freshBrowser`: the session of a browser in which the password was entered within the last hour, or comes with the call.
 * - `freshSignIn`: as `freshBrowser`, and in addition a token that a sign-in with the password opened, under the same condition.
 */
export type ProofNeed = 'browser' | 'freshBrowser' | 'freshSignIn'

/** What of a write is secret, so that its idempotency key keeps none of it. */
export interface Secrets {
  /** Fields of the input: another value in one of them does not make another input. */
  readonly input?: readonly string[]
  /** The answer is shown once: the same key again is `ALREADY_DONE`. */
  readonly answer?: true
}

/** What a walk over the router can see of a procedure: proof that nothing was left out. */
export interface ProcedureMeta {
  readonly rule: Rule
  readonly event?: string
  /** What it needs besides its rule; see `ProofNeed`. */
  readonly proof?: ProofNeed
  readonly secrets?: Secrets
  /** What it does, where a resource made it. */
  readonly verb?: string
  /** The definition of the resource that made it, which only the backend reads (`definitionOf`): no types of it stand here. */
  readonly resource?: object
}

/** A procedure as nouns that are about nouns see it. */
export interface KnownProcedure {
  readonly type: 'query' | 'mutation' | 'subscription'
  readonly meta: ProcedureMeta
  /** Its zod schema: no types of it stand here. */
  readonly input: object
}
