import { type Actor, anonymous } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { everyone } from '@plinth/core/rule'
import type { Context } from '../context.ts'
import type { Entry } from './gate-check.ts'

/**
 * The first step of the gate: identifies the caller by the request's credential, returns the actor and adds it to the log.
 * @throws PlinthError `SIGN_IN_REQUIRED` for a token that is no longer valid
 */
export async function principal(ctx: Context, { rule, isWrite }: Entry): Promise<Actor> {
  const session = await ctx.session().catch((error: unknown) => {
    // A write that everyone may do ignores an expired token: a client that signs in again may still send its old one.
    if (isWrite && rule === everyone && error instanceof PlinthError && error.code === 'SIGN_IN_REQUIRED') return null
    throw error
  })
  if (!session) return anonymous
  const { id: sessionId, user } = session
  ctx.log.actor = `user:${user.id}`
  return { type: 'user', userId: user.id, sessionId, isOperator: user.isOperator }
}
