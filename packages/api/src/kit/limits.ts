/** Waits after failed sign-ins. */
export interface SignInLimits {
  /**
   * Counts an attempt before it is made, so that many at once cannot slip through together.
   * @throws PlinthError `TOO_MANY_ATTEMPTS` with the seconds to wait
   */
  attempt(keys: SignInKeys): Promise<void>
  /**
   * Forgets the failures of the account. Of the address's it takes back this attempt alone: an attacker's own account must not clear the rest,
   * and people who share an address and sign in rightly must not be made to wait.
   */
  succeed(keys: SignInKeys): Promise<void>
}

export interface SignInKeys {
  email: string
  address: string
}
