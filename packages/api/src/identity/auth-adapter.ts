import type { AuthAdapter } from '../kit/auth-adapter.ts'
import type { Session } from '../kit/session.ts'

/** How NextAuth reads and ends sessions. */
export interface AuthSessions {
  /** The session of a token, unless it has ended. */
  find(token: string): Promise<Session | null>
  /** Ends the session of a token as `sessions.signOut` does. A session that has already ended is left unchanged. */
  signOut(token: string): Promise<void>
}

/**
 * NextAuth's view of the sessions. `deleteSession` is the only method that changes a row. The session cache extends a session when it
 * is used, so `updateSession` only reads; and NextAuth never sees an expired session, so it never deletes one.
 */
export function createAuthAdapter({ find, signOut }: AuthSessions): AuthAdapter {
  async function getSessionAndUser(sessionToken: string) {
    const found = await find(sessionToken)
    if (!found) return null
    const { id, email, name, picture } = found.user
    return {
      session: { sessionToken, userId: id, expires: found.expiresAt },
      user: { id, email, emailVerified: null, name, image: picture },
    }
  }
  return {
    getSessionAndUser,
    updateSession: async ({ sessionToken }) => (await getSessionAndUser(sessionToken))?.session ?? null,
    deleteSession: signOut,
  }
}
