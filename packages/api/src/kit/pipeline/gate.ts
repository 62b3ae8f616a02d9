import type { Actor } from '@plinth/core/actor'
import type { Context } from '../context.ts'
import { Access, decide } from './access.ts'
import type { Entry, GateCheck } from './gate-check.ts'
import { principal } from './principal.ts'

/** The checks between the principal and the decision, in order: scopes of the credential, tenancy, limits. None exists yet. */
const checks: readonly GateCheck[] = []

/** A call that has passed the gate. */
export interface Entered {
  readonly actor: Actor
  /** The part of the rule that the statements must check. */
  readonly access: Access
}

/**
 * The gate: every call passes it, be it a query, a mutation, a download or an upload. A step added here applies to all of them.
 * @throws PlinthError `SIGN_IN_REQUIRED`, `FORBIDDEN`, or the error of a check
 */
export async function enter(ctx: Context, entry: Entry): Promise<Entered> {
  const actor = await principal(ctx, entry)
  for (const check of checks) await check({ ctx, actor, entry })
  return { actor, access: new Access(decide(entry.rule, actor), entry.path) }
}
