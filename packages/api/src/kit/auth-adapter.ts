/** What NextAuth's endpoints need from Plinth. */
export interface Auth {
  /** The adapter for one request, which acts as the sender of these headers. */
  adapter(headers: Headers): AuthAdapter
  readonly secret: string
  readonly isSecure: boolean
  readonly cookies: AuthCookies
}

/** The part of NextAuth's adapter that its session endpoints use. It hashes tokens, so that the database never stores one. */
export interface AuthAdapter {
  getSessionAndUser(sessionToken: string): Promise<{ session: AuthSession; user: AuthUser } | null>
  updateSession(session: { sessionToken: string; expires?: Date }): Promise<AuthSession | null>
  deleteSession(sessionToken: string): Promise<void>
}

interface AuthSession {
  sessionToken: string
  userId: string
  expires: Date
}

interface AuthUser {
  id: string
  email: string
  emailVerified: Date | null
  name: string
  image: string | null
}

/** The cookies of NextAuth's endpoints. */
export interface AuthCookies {
  /** How long a browser keeps the session cookie. */
  readonly maxAgeSeconds: number
  /** By the names of NextAuth's option `cookies`. */
  readonly names: Readonly<
    Record<'sessionToken' | 'callbackUrl' | 'csrfToken' | 'pkceCodeVerifier' | 'state' | 'nonce', AuthCookie>
  >
}

export interface AuthCookie {
  readonly name: string
  readonly options: { httpOnly: true; sameSite: 'lax'; path: '/'; secure: boolean }
}
