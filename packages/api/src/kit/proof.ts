import type { TransactionDatabase } from '@plinth/db/database'
import type { Session } from './session.ts'

declare const held: unique symbol

/** A user whose row the transaction has locked, and whose credential was checked behind that lock. A session is opened for nothing else. */
export interface HeldUser {
  readonly userId: string
  readonly [held]: true
}

/** A proof that was accepted when the call came. */
export interface Proof {
  readonly session: Session
  /**
   * Locks the user's row and checks in the transaction that the session still exists, and that the password which was given is still the
   * current one. Sessions that are opened at the same time are committed before the lock, or are refused behind it.
   * @throws PlinthError `SIGN_IN_REQUIRED` or `SIGN_IN_FAILED` when that has ended or changed
   */
  hold(db: TransactionDatabase): Promise<HeldUser>
}

/** What the work of a write knows of its proof. */
export interface Proven {
  readonly session: Session
  readonly user: HeldUser
}
