import { PlinthError } from '@plinth/core/errors'
import { type Build, type Executor, statement } from '@plinth/db/statement'
import type { HeldUser } from '../kit/proof.ts'

// Separate statements: changes made while a lock was awaited are visible to the next statement, not to the one that waited.

/** Blocks every transaction that opens a session or changes a credential of this user. */
const lockForChange = statement((q: Build<{ userId: string }>) =>
  q.db.selectFrom('users').select('id').where('id', '=', q.param('userId')).forUpdate(),
)

/** Blocks changes of credentials, but not other sign-ins or changes of the profile. */
const lockForOpening = statement((q: Build<{ userId: string }>) =>
  q.db.selectFrom('users').select('id').where('id', '=', q.param('userId')).forKeyShare(),
)

// Locked as well, so that ending this session waits until its transaction has finished.
const livingSession = statement((q: Build<{ id: string; now: Date }>) =>
  q.db
    .selectFrom('sessions')
    .select('id')
    .where('id', '=', q.param('id'))
    .where('expiresAt', '>', q.param('now'))
    .forKeyShare(),
)

const currentHash = statement((q: Build<{ userId: string; hash: string }>) =>
  q.db
    .selectFrom('passwords')
    .select('userId')
    .where('userId', '=', q.param('userId'))
    .where('hash', '=', q.param('hash')),
)

async function assertCurrent(db: Executor, verified: { userId: string; hash: string }): Promise<void> {
  const [current] = await currentHash.run(db, verified)
  if (!current) throw new PlinthError('SIGN_IN_FAILED')
}

/**
 * Locks the user's row against every transaction that opens a session or changes a credential, and checks that the session still exists and that
 * the hash that was verified, if any, is still the stored one.
 * @param db a transaction: the lock is held until it ends
 * @throws PlinthError `SIGN_IN_REQUIRED` when the session has ended, `SIGN_IN_FAILED` when the password has changed
 */
export async function holdBySession(
  db: Executor,
  { userId, sessionId, hash }: { userId: string; sessionId: string; hash: string | undefined },
): Promise<HeldUser> {
  await lockForChange.run(db, { userId })
  const [living] = await livingSession.run(db, { id: sessionId, now: new Date() })
  if (!living) throw new PlinthError('SIGN_IN_REQUIRED')
  if (hash !== undefined) await assertCurrent(db, { userId, hash })
  return heldUser(userId)
}

/**
 * Locks the user's row against changes of the password, and checks that the hash that was verified is still the stored one.
 * @param db a transaction: the lock is held until it ends
 * @throws PlinthError `SIGN_IN_FAILED` when the password has changed, or the account no longer exists
 */
export async function holdByPassword(db: Executor, verified: { userId: string; hash: string }): Promise<HeldUser> {
  await lockForOpening.run(db, { userId: verified.userId })
  await assertCurrent(db, verified)
  return heldUser(verified.userId)
}

// The brand exists only as a type: only this file assigns it, to users whom it has locked and checked.
const heldUser = (userId: string) => ({ userId }) as HeldUser
