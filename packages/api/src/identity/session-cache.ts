import type { Executor } from '@plinth/db/statement'
import type { Session } from '../kit/session.ts'
import { hashToken } from './token.ts'

/** Finds sessions by their token. */
export interface SessionSource {
  /** Finds a session; on a cache miss it runs a statement on `db`. */
  find(token: string, db: Executor): Promise<Session | null>
  /** Drops the cached sessions of a user. */
  forget(userId: string): void
}

/** The part of the listening connection that the cache uses. */
export interface Notifications {
  readonly isUp: boolean
  on(event: 'notification', hear: (channel: string, payload: string) => void): unknown
  on(event: 'down', hear: () => void): unknown
}

/** The channel on which the database announces changed sessions and users: `session:<token hash>` or `user:<id>`. */
export const sessionChannel = 'plinth_sessions'

export interface SessionCacheOptions {
  load(tokenHash: string, db: Executor): Promise<StoredSession | null>
  /** Called for a session in use, when its last use was recorded more than `touchMs` ago. */
  touch(session: Session): void
  notifications: Notifications
  maxEntries?: number
  touchMs?: number
}

/** A session and the time at which its last use was recorded. */
export interface StoredSession {
  readonly session: Session
  readonly lastUsedAt: Date
}

interface Entry {
  session: Session
  touchedMs: number
}

/**
 * Sessions cached in the process, so that a request needs no look-up. The database announces each change on commit; while the listener is down, the
 * cache is off. A result that was being loaded when a change arrived is used once and not cached.
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
      // Not cached, or expired as far as this process knows: its use may have extended it since.
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
