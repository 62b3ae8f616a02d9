import type { Executor } from '@plinth/db/statement'
import type { Session } from '../kit/session.ts'
import { hashToken } from './token.ts'

/** Finds sessions by their token. */
export interface SessionSource {
  /** Where it takes a look-up, that is a statement of `db`. */
  find(token: string, db: Executor): Promise<Session | null>
  /** Drops what is kept of a user's sessions. */
  forget(userId: string): void
}

/** What the cache needs of the listening connection. */
export interface Notifications {
  readonly isUp: boolean
  on(event: 'notification', hear: (channel: string, payload: string) => void): unknown
  on(event: 'down', hear: () => void): unknown
}

/** The channel on which the database tells of changed sessions and users: `session:<token hash>` or `user:<id>`. */
export const sessionChannel = 'plinth_sessions'

export interface SessionCacheOptions {
  load(tokenHash: string, db: Executor): Promise<StoredSession | null>
  /** Called for a session in use, when its last use was noted more than `touchMs` ago. */
  touch(session: Session): void
  notifications: Notifications
  maxEntries?: number
  touchMs?: number
}

/** A session and when its last use was noted. */
export interface StoredSession {
  readonly session: Session
  readonly lastUsedAt: Date
}

interface Entry {
  session: Session
  touchedMs: number
}

/**
 * Sessions kept in the process, so that a request costs no look-up. The database tells of each change on commit; while nobody can hear it the
 * cache is off. An answer that was under way when a change was heard is used once and not kept.
 */
export function cacheSessions(options: SessionCacheOptions): SessionSource {
  const { load, touch, notifications, maxEntries = 10_000, touchMs = 60_000 } = options
  const entries = new Map<string, Entry>()
  let changes = 0

  notifications.on('down', () => {
    changes++
    entries.clear()
  })
  notifications.on('notification', (channel, payload) => {
    if (channel !== sessionChannel) return
    changes++
    const [kind, id] = [payload.slice(0, payload.indexOf(':')), payload.slice(payload.indexOf(':') + 1)]
    if (kind === 'session') entries.delete(id)
    else forget(id)
  })

  function forget(userId: string): void {
    changes++
    for (const [hash, { session }] of entries) if (session.user.id === userId) entries.delete(hash)
  }

  function use(entry: Entry): Session | null {
    const nowMs = Date.now()
    if (entry.session.expiresAt.getTime() <= nowMs) return null
    if (nowMs - entry.touchedMs > touchMs) {
      entry.touchedMs = nowMs
      touch(entry.session)
    }
    return entry.session
  }

  return {
    forget,
    async find(token, db) {
      const tokenHash = hashToken(token)
      const known = notifications.isUp ? entries.get(tokenHash) : undefined
      const kept = known && use(known)
      if (kept) return kept
      // Not known, or its end is past as far as this process knows: use of it may have moved the end since.
      entries.delete(tokenHash)
      const before = changes
      const stored = await load(tokenHash, db)
      if (!stored) return null
      const entry = { session: stored.session, touchedMs: stored.lastUsedAt.getTime() }
      if (notifications.isUp && before === changes) {
        const [oldest] = entries.size >= maxEntries ? entries.keys() : []
        if (oldest !== undefined) entries.delete(oldest)
        entries.set(tokenHash, entry)
      }
      return use(entry)
    },
  }
}
