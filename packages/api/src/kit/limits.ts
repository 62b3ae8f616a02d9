import type { HashFor } from '@plinth/platform/passwords/password'

/** Acts that are counted whether they succeed or not. */
export type LimitedAct = 'signUp' | 'newPassword' | 'newAddress'

/** What a request may try, and how often. What is tried is given for whom it hashes. */
export interface Limits {
  /**
   * Runs a check of a password when it is its turn, and counts it when it fails.
   * @param check answers undefined when the password is wrong
   * @throws PlinthError `TOO_MANY_ATTEMPTS` with the seconds to wait, `TOO_MANY_REQUESTS` when too many wait for their turn
   */
  tryPassword<Found>(
    account: LimitedAccount,
    check: (asker: HashFor) => Promise<Found | undefined>,
  ): Promise<Found | undefined>
  /**
   * Counts an act and, when there are not too many in this hour, does it.
   * @param account the id of whoever does it; not given where nobody is signed in
   * @throws PlinthError as `tryPassword`
   */
  act<Result>(act: LimitedAct, work: (asker: HashFor) => Promise<Result>, account?: string): Promise<Result>
}

/** The account that a password is tried for: by its address, since there may be none. */
export interface LimitedAccount {
  email: string
  /** Of this account and its present password, where the browser has signed in to it before. */
  device: string | undefined
}

/** The browser of a request, as far as it is known from an earlier sign-in. */
export interface Device {
  /** What it is counted by; undefined when it has not signed in to this account with this password. */
  knownFor(account: DeviceAccount): string | undefined
  /** Makes it known to this account, until the account has another password. */
  remember(account: DeviceAccount): void
}

export interface DeviceAccount {
  userId: string
  /** The stored hash of the present password. */
  hash: string
}
