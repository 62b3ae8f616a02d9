import type { IncomingMessage, ServerResponse } from 'node:http'
import { PlinthError } from '@plinth/core/errors'
import type { DatabaseSource } from '@plinth/db/database'
import type { PasswordCost } from '@plinth/platform/passwords/password'
import { definitions, procedures } from '../definitions.ts'
import { type Credential, readCredential, sessionCookie } from '../identity/cookie.ts'
import { deviceOf, noDevice } from '../identity/device.ts'
import { type ActLimits, limitsOf, usualActLimits } from '../identity/limits.ts'
import { prove } from '../identity/proof.ts'
import type { SessionSource } from '../identity/session-cache.ts'
import type { Caller, Context, RequestLog } from '../kit/context.ts'
import type { Device } from '../kit/limits.ts'
import type { Session, SessionHandle } from '../kit/session.ts'
import type { Signer } from '../kit/signer.ts'
import { clientAt } from './client-at.ts'
import type { Origins } from './origin.ts'

/** Dependencies of every request, created once by the composition root. */
export interface Services {
  readonly database: DatabaseSource
  readonly sessions: SessionSource
  /** Clients connect over https, so cookies are set for https only. */
  readonly isSecure: boolean
  /** Signs cursors, with a key that all replicas share. */
  readonly signer: Signer
  /** Only the server's own origin when not given. */
  readonly origins?: Origins
  /** How often each limited act may be performed in an hour; the usual limits when not given. */
  readonly acts?: Partial<ActLimits>
  /** Bytes that the files of one account may take in total until they are imported; the usual quota when not given. */
  readonly importQuotaBytes?: number | undefined
  /** The cost of a password hash; the usual cost when not given. */
  readonly passwordCost?: PasswordCost | undefined
  /** Whether errors may include advice about the source files. */
  readonly isDev?: boolean
}

export interface HttpCall {
  req: IncomingMessage
  res: ServerResponse
  /** The part after the base path: `articles.list,tags.list`. */
  path: string
  requestId: string
  caller: Caller
  log: RequestLog
}

export interface RequestFacts {
  requestId: string
  caller: Caller
  idempotencyKey?: string | undefined
  credential: Credential | undefined
  cookie: SessionHandle
  /** When not given, the browser is not remembered. */
  device?: Device
  /** Creates a signal that aborts when the client no longer waits for the answer. */
  departure?: () => AbortSignal
  log: RequestLog
}

const tokenInvalid = 'The token of this request is not valid, or not any more: sign in again, or make a new one.'

/** The context of one HTTP request. The session is looked up on first use and once, however many calls share the request. */
export function createContext(services: Services, facts: RequestFacts): Context {
  const { database, sessions, signer, acts, importQuotaBytes, passwordCost: cost, isDev = false } = services
  const { requestId, caller, credential, cookie, log, idempotencyKey, departure, device = noDevice } = facts
  const client = clientAt(caller.address)
  const db = database.open(client)
  let session: Promise<Session | null> | undefined
  const look = async () => {
    const found = credential?.token === undefined ? null : await sessions.find(credential.token, db)
    // A client that sends a token expects to be identified, so an invalid token must be refused (RFC 6750, section 3.1).
    if (!found && credential?.kind === 'bearer') throw new PlinthError('SIGN_IN_REQUIRED', { message: tokenInvalid })
    if (found) client.key = found.user.id
    return found
  }
  const findSession = () => {
    session ??= look()
    return session
  }
  const limits = limitsOf({
    db,
    signer,
    network: client.address,
    departure,
    log,
    acts: { ...usualActLimits, ...acts },
    cost,
  })
  return {
    requestId,
    caller,
    idempotencyKey,
    signer,
    definitions,
    procedures,
    cookie,
    log,
    importQuotaBytes,
    isDev,
    db,
    client,
    limits,
    device,
    session: findSession,
    prove: (need, currentPassword) => prove({ db, limits, device, session: findSession }, { need, currentPassword }),
    forgetSessions: (userId) => sessions.forget(userId),
  }
}

/** The context of a call over HTTP; its log records the statements. */
export function contextOf(services: Services, { req, res, requestId, caller, log }: HttpCall): Context {
  const context = createContext(services, {
    requestId,
    caller,
    log,
    idempotencyKey: idempotencyKeyOf(req),
    credential: readCredential(req.headers, services.isSecure),
    cookie: sessionCookie(res, services.isSecure),
    device: deviceOf({
      signer: services.signer,
      isSecure: services.isSecure,
      cookies: req.headers.cookie,
      // A stream may already have sent its headers: the browser is then remembered at its next sign-in.
      setCookie: (line) => void (res.headersSent || res.appendHeader('set-cookie', line)),
    }),
    departure: () => departureOf(res),
  })
  log.sql = context.db.meter
  return context
}

/** The value of the `Idempotency-Key` header. */
function idempotencyKeyOf(req: IncomingMessage): string | undefined {
  return [req.headers['idempotency-key']].flat()[0]
}

/** Aborts when the client disconnects before it has its answer. */
function departureOf(res: ServerResponse): AbortSignal {
  const departure = new AbortController()
  if (res.closed) departure.abort()
  res.once('close', () => {
    if (!res.writableFinished) departure.abort()
  })
  return departure.signal
}
