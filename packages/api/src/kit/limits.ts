import type { HashFor } from '@plinth/platform/passwords/password'

/** Acts that are counted whether or not they succeed. */
export type LimitedAct = 'signUp' | 'newPassword' | 'newAddress'

/** What a request may try, and how often. What is tried is given for whom it hashes. */
export interface Limits {
  /**
   * Runs a password check when it is its turn, and counts it if it fails.
   * @param check returns undefined when the password is wrong
   * @throws PlinthError `TOO_MANY_ATTEMPTS` with the seconds to wait, `TOO_MANY_REQUESTS` when too many wait for their turn
   */
  tryPassword<Found>(
    account: LimitedAccount,
    check: (asker: HashFor) => Promise<Found | undefined>,
  ): Promise<Found | undefined>
  /**
   * Counts an act and, unless there are too many in this hour, runs it.
   * @param account the id of the signed-in user; omitted when nobody is signed in
   * @throws PlinthError as `tryPassword`
   */
  act<Result>(act: LimitedAct, work: (asker: HashFor) => Promise<Result>, account?: string): Promise<Result>
}

/** The account that a password is tried for, given by its address, since the account may not exist. */
export interface LimitedAccount {
  email: string
  /** Of this account and its present password, where the browser has signed in to it before. */
  device: string | undefined
}

/** The browser of a request, if it is known from an earlier sign-in. */
export interface Device {
  /** The key of its counter; undefined when it has not signed in to this account with this password. */
  knownFor(account: DeviceAccount): string | undefined
  /** Remembers the browser for this account, until the account's password changes. */
  remember(account: DeviceAccount): void
}

export interface DeviceAccount {
  userId: string
  /** The stored hash of the present password. */
  hash: string
}
