import { PlinthError } from '@plinth/core/errors'
import type { Executor } from '@plinth/db/statement'
import type { Device, Limits } from '../kit/limits.ts'
import type { ProofNeed } from '../kit/procedure-types.ts'
import type { Proof } from '../kit/proof.ts'
import type { Session } from '../kit/session.ts'
import { checkPassword } from './accounts.ts'
import { holdBySession } from './held-user.ts'

/** How long an entered password counts as proof, in milliseconds. */
const freshMs = 3_600_000

interface Proving {
  readonly db: Executor
  readonly limits: Limits
  readonly device: Device
  session(): Promise<Session | null>
}

/**
 * Accepts or refuses the proof that an act needs. Anyone who finds an open browser, or has an old cookie or a token, must not be able to take over
 * an account: a session proves only that the password was entered in it, and a token created for a program proves nothing.
 * @throws PlinthError `FORBIDDEN` for a token, `REAUTHENTICATION_REQUIRED` when the password was entered more than an hour ago and is not given
 */
export async function prove(
  ctx: Proving,
  { need, currentPassword }: { need: ProofNeed; currentPassword: string | undefined },
): Promise<Proof> {
  const session = await ctx.session()
  if (!session) throw new PlinthError('SIGN_IN_REQUIRED')
  if (session.kind !== 'browser' && (need !== 'freshSignIn' || !session.provenAt)) {
    throw new PlinthError('FORBIDDEN', {
      message: 'A token may not do this. Sign in with your password, and do it there.',
    })
  }
  if (need === 'browser') return proofBy(session, undefined)
  if (currentPassword !== undefined) {
    const { user, hash } = await checkPassword(ctx, {
      email: session.user.email,
      password: currentPassword,
      // Other clients' guesses do not delay a signed-in user.
      asDevice: session.id,
    })
    if (user.id !== session.user.id) throw new PlinthError('SIGN_IN_FAILED')
    return proofBy(session, hash)
  }
  if (!session.provenAt || Date.now() - session.provenAt.getTime() > freshMs) {
    throw new PlinthError('REAUTHENTICATION_REQUIRED')
  }
  return proofBy(session, undefined)
}

function proofBy(session: Session, hash: string | undefined): Proof {
  return { session, hold: (db) => holdBySession(db, { userId: session.user.id, sessionId: session.id, hash }) }
}
