/** The part of NextAuth's adapter that its session end points use. Tokens are hashed on the way, so that the database never holds one. */
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
