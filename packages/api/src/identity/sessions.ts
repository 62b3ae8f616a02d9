import type { DatabaseSource } from '@plinth/db/database'
import { cacheSessions, type Notifications, type SessionSource } from './session-cache.ts'
import { findSession, touchSession } from './session-rows.ts'

/** The sessions of the database, cached in the process. `onError` is called when recording the last use fails; nothing depends on that record. */
export function openSessions(
  database: DatabaseSource,
  notifications: Notifications,
  onError: (error: unknown) => void,
): SessionSource {
  return cacheSessions({
    notifications,
    load: (tokenHash, db) => findSession(db, tokenHash),
    touch: (session) => void touchSession(database.open(), session).catch(onError),
  })
}
