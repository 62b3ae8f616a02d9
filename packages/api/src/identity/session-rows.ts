import { newId } from '@plinth/core/id'
import { SessionKind } from '@plinth/db/enums'
import { type Executor, statement } from '@plinth/db/statement'
import type { Caller } from '../kit/context.ts'
import type { HeldUser } from '../kit/proof.ts'
import type { Session, SessionUser } from '../kit/session.ts'
import type { BearerRequest } from './bearer.ts'
import type { StoredSession } from './session-cache.ts'
import { hashToken, newToken } from './token.ts'

/** A session lasts this long without a visit; each day of use renews it. */
const sessionDays = 30

export const userColumns = [
  'users.id',
  'users.email',
  'users.name',
  'users.username',
  'users.bio',
  'users.picture',
  'users.isOperator',
  'users.createdAt',
  'users.version',
] as const

interface SessionRow extends SessionUser {
  sessionId: string
  kind: SessionKind
  openedAt: Date
  provenAt: Date | null
  expiresAt: Date
  lastUsedAt: Date
}

const byHash = statement<{ tokenHash: string; now: Date }, SessionRow>(({ db, param }) =>
  db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.userId')
    .select([
      'sessions.id as sessionId',
      'sessions.kind',
      'sessions.createdAt as openedAt',
      'sessions.provenAt',
      'sessions.expiresAt',
      'sessions.lastUsedAt',
      ...userColumns,
    ])
    .where('sessions.tokenHash', '=', param('tokenHash'))
    .where('sessions.expiresAt', '>', param('now')),
)

/** The session behind the hash of a token, unless it has expired. */
export async function findSession(db: Executor, tokenHash: string): Promise<StoredSession | null> {
  const [row] = await byHash.run(db, { tokenHash, now: new Date() })
  if (!row) return null
  const { sessionId, kind, openedAt, provenAt, expiresAt, lastUsedAt, ...user } = row
  return { session: { id: sessionId, kind, createdAt: openedAt, provenAt, expiresAt, user }, lastUsedAt }
}

interface NewSession {
  /** The user whose session it is: locked and checked in the same transaction. */
  holder: HeldUser
  /** Whether the session was opened by entering the password. */
  isProven: boolean
  kind: SessionKind
  name: string | null
  days: number
  caller: Caller
}

interface Opening {
  holder: HeldUser
  caller: Caller
  bearer: BearerRequest | undefined
}

interface InsertSession {
  id: string
  userId: string
  kind: SessionKind
  tokenHash: string
  name: string | null
  userAgent: string | null
  address: string | null
  provenAt: Date | null
  expiresAt: Date
}

const insert = statement<InsertSession, never>(({ db, param }) =>
  db.insertInto('sessions').values({
    id: param('id'),
    userId: param('userId'),
    kind: param('kind'),
    tokenHash: param('tokenHash'),
    name: param('name'),
    userAgent: param('userAgent'),
    address: param('address'),
    provenAt: param('provenAt'),
    expiresAt: param('expiresAt'),
  }),
)

/** Opens a session. The token is returned only here; the database stores its hash. */
export async function insertSession(
  db: Executor,
  { holder, isProven, kind, name, days, caller }: NewSession,
): Promise<{ id: string; token: string; expiresAt: Date }> {
  const id = newId()
  const token = newToken()
  const now = new Date()
  const expiresAt = new Date(now.getTime() + days * 86_400_000)
  await insert.run(db, {
    id,
    userId: holder.userId,
    kind,
    tokenHash: hashToken(token),
    name,
    userAgent: caller.userAgent?.slice(0, 500) ?? null,
    address: caller.address,
    provenAt: isProven ? now : null,
    expiresAt,
  })
  return { id, token, expiresAt }
}

/** Opens the session for a sign-in or a sign-up: a browser session, or a bearer token if requested. */
export function openSession(db: Executor, { holder, caller, bearer }: Opening) {
  const opened = { holder, caller, isProven: true }
  return bearer
    ? insertSession(db, { ...opened, kind: SessionKind.token, name: bearer.name, days: bearer.expiresInDays })
    : insertSession(db, { ...opened, kind: SessionKind.browser, name: null, days: sessionDays })
}

const touch = statement<{ id: string; now: Date; until: Date }, never>(({ db, param }) =>
  db
    .updateTable('sessions')
    .set({ lastUsedAt: param('now'), expiresAt: param('until') })
    .where('id', '=', param('id')),
)

/** Records the last use of a session, and extends a browser's session. */
export async function touchSession(db: Executor, session: Session): Promise<void> {
  const now = new Date()
  const until = session.kind === 'browser' ? new Date(now.getTime() + sessionDays * 86_400_000) : session.expiresAt
  await touch.run(db, { id: session.id, now, until })
}
