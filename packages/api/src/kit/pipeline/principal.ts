import { type Actor, anonymous } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { everyone } from '@plinth/core/rule'
import type { Context } from '../context.ts'
import type { Entry } from './gate-check.ts'

/**
 * The first step of the gate: who calls, by the credential of the request, as an actor. The log learns of it.
 * @throws PlinthError `SIGN_IN_REQUIRED` for a token that is not valid any more
 */
export async function principal(ctx: Context, { rule, isWrite }: Entry): Promise<Actor> {
  const session = await ctx.session().catch((error: unknown) => {
    // A write that everyone may do ignores a token that has ended: a client that signs in again may still send its old one.
    if (isWrite && rule === everyone && error instanceof PlinthError && error.code === 'SIGN_IN_REQUIRED') return null
    throw error
  })
  if (!session) return anonymous
  const { id: sessionId, user } = session
  ctx.log.actor = `user:${user.id}`
  return { type: 'user', userId: user.id, sessionId, isOperator: user.isOperator }
}
