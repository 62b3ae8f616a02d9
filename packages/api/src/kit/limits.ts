/** Waits after failed sign-ins. */
export interface SignInLimits {
  /**
   * Counts an attempt before it is made, so that many at once cannot slip through together.
   * @throws PlinthError `TOO_MANY_ATTEMPTS` with the seconds to wait
   */
  attempt(keys: SignInKeys): Promise<void>
  /** Forgets the failures of the account; those of the address stay, or an attacker's own account would clear them. */
  succeed(keys: SignInKeys): Promise<void>
}

export interface SignInKeys {
  email: string
  address: string
}
