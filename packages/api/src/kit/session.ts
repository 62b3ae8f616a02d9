/** The signed-in user, and how they signed in. Our own interface, so that its implementation (NextAuth today) can be replaced. */
export interface Session {
  readonly id: string
  readonly kind: 'browser' | 'token'
  readonly createdAt: Date
  /** When the password was entered in it; null for a token that was made for a program. */
  readonly provenAt: Date | null
  readonly expiresAt: Date
  readonly user: SessionUser
}

export interface SessionUser {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly username: string
  readonly bio: string
  readonly picture: string | null
  readonly isOperator: boolean
  readonly createdAt: Date
  readonly version: number
}

/** The session cookie of one request and its response. */
export interface SessionHandle {
  /** @throws Error when this request has no response that could carry the cookie, or it has begun */
  assertWritable(): void
  /** Sends the browser a session token; null deletes it. */
  write(token: string | null): void
}
