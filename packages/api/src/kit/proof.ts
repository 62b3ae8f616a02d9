import type { TransactionDatabase } from '@plinth/db/database'
import type { Session } from './session.ts'

declare const held: unique symbol

/** A user whose row the transaction has locked, and whose credential was checked under that lock. Opening a session requires one. */
export interface HeldUser {
  readonly userId: string
  readonly [held]: true
}

/** A proof that was accepted at the start of the call. */
export interface Proof {
  readonly session: Session
  /**
   * Locks the user's row and checks in the transaction that the session still exists, and that the given password is still the
   * current one. Sessions opened at the same time are committed before the lock, or are refused after it.
   * @throws PlinthError `SIGN_IN_REQUIRED` or `SIGN_IN_FAILED` when the session has ended or the password has changed
   */
  hold(db: TransactionDatabase): Promise<HeldUser>
}

/** The proof as the work of a write sees it. */
export interface Proven {
  readonly session: Session
  readonly user: HeldUser
}
