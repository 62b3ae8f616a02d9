import type { IncomingMessage, ServerResponse } from 'node:http'
import { anonymous } from '@plinth/core/actor'
import type { DatabaseSource } from '@plinth/db/database'
import { definitions, procedures } from '../definitions.ts'
import { readToken, sessionCookie } from '../identity/cookie.ts'
import type { SessionSource } from '../identity/session-cache.ts'
import { signInLimits } from '../identity/sign-in-limits.ts'
import type { Caller, Context, RequestLog } from '../kit/context.ts'
import type { Session, SessionHandle } from '../kit/session.ts'
import type { Signer } from '../kit/signer.ts'
import type { Origins } from './origin.ts'

/** What every request needs, made once by the composition root. */
export interface Services {
  readonly database: DatabaseSource
  readonly sessions: SessionSource
  /** People come over https, so cookies are for https alone. */
  readonly isSecure: boolean
  /** Signs cursors, with a key that all replicas share. */
  readonly signer: Signer
  /** Its own pages alone, when not given. */
  readonly origins?: Origins
}

export interface HttpCall {
  req: IncomingMessage
  res: ServerResponse
  /** What stands behind the base path: `articles.list,tags.list`. */
  path: string
  requestId: string
  caller: Caller
  log: RequestLog
}

export interface RequestFacts {
  requestId: string
  caller: Caller
  idempotencyKey?: string | undefined
  token: string | undefined
  cookie: SessionHandle
  log: RequestLog
}

/** The context of one HTTP request. Session and actor are looked up on first use and once, however many calls share the request. */
export function createContext({ database, sessions, signer }: Services, facts: RequestFacts): Context {
  const { requestId, caller, token, cookie, log, idempotencyKey } = facts
  const db = database.open()
  let session: Promise<Session | null> | undefined
  const findSession = () => {
    session ??= token === undefined ? Promise.resolve(null) : sessions.find(token, db)
    return session
  }
  return {
    requestId,
    caller,
    idempotencyKey,
    signer,
    definitions,
    procedures,
    cookie,
    log,
    db,
    limits: signInLimits(db),
    session: findSession,
    forgetSessions: (userId) => sessions.forget(userId),
    async actor() {
      const found = await findSession()
      if (!found) return anonymous
      log.actor = `user:${found.user.id}`
      return { type: 'user', userId: found.user.id, sessionId: found.id, isOperator: found.user.isOperator }
    },
  }
}

/** The context of a call over HTTP; its log is told of the statements. */
export function contextOf(services: Services, { req, res, requestId, caller, log }: HttpCall): Context {
  const context = createContext(services, {
    requestId,
    caller,
    log,
    idempotencyKey: idempotencyKeyOf(req),
    token: readToken(req.headers, services.isSecure),
    cookie: sessionCookie(res, services.isSecure),
  })
  log.sql = context.db.meter
  return context
}

/** What stands in the header `Idempotency-Key`. */
function idempotencyKeyOf(req: IncomingMessage): string | undefined {
  return [req.headers['idempotency-key']].flat()[0]
}
