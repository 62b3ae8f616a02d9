import type { DatabaseSource } from '@plinth/db/database'
import { type Build, statement } from '@plinth/db/statement'
import type { AuthAdapter } from '../kit/auth-adapter.ts'
import type { SessionSource } from './session-cache.ts'
import { hashToken } from './token.ts'

const endSession = statement((q: Build<{ tokenHash: string }>) =>
  q.db.deleteFrom('sessions').where('tokenHash', '=', q.param('tokenHash')),
)

/** NextAuth's view of the sessions. Moving the end of a session is left to the session cache, which does it on use. */
export function createAuthAdapter(database: DatabaseSource, sessions: SessionSource): AuthAdapter {
  async function getSessionAndUser(sessionToken: string) {
    const found = await sessions.find(sessionToken, database.open())
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
    async deleteSession(sessionToken) {
      const found = await sessions.find(sessionToken, database.open())
      await endSession.run(database.open(), { tokenHash: hashToken(sessionToken) })
      if (found) sessions.forget(found.user.id)
    },
  }
}
