import type { IncomingMessage } from 'node:http'
import { newId } from '@plinth/core/id'
import { createAuthAdapter } from './identity/auth-adapter.ts'
import { authCookies, type Credential, readCredential } from './identity/cookie.ts'
import type { AuthAdapter } from './kit/auth-adapter.ts'
import type { Context, RequestLog } from './kit/context.ts'
import { toPlinthError } from './kit/pipeline/errors.ts'
import type { SessionHandle } from './kit/session.ts'
import { appRouter } from './router.ts'
import { clientAddressHeader, type Runtime, requestIdHeader } from './runtime.ts'
import { createContext, type Services } from './transports/request.ts'

export interface RuntimeOptions {
  authSecret: string
  onFault(error: unknown, procedure: string, requestId: string): void
}

export function createRuntime(services: Services, { authSecret, onFault }: RuntimeOptions): Runtime {
  const credentialIn = (headers: Headers) => {
    const { cookie, authorization }: IncomingMessage['headers'] = Object.fromEntries(headers)
    return readCredential({ cookie, authorization }, services.isSecure)
  }
  /** The context of a request that arrives through Next. */
  const contextOf = (headers: Headers, credential: Credential | undefined, cookie: SessionHandle): Context => {
    const requestId = headers.get(requestIdHeader) ?? newId()
    const log: RequestLog = {
      procedures: [],
      actor: 'anonymous',
      error: undefined,
      sql: undefined,
      fault: (error, procedure) => onFault(error, procedure, requestId),
    }
    return createContext(services, {
      requestId,
      caller: {
        address: headers.get(clientAddressHeader) ?? 'in-process',
        userAgent: headers.get('user-agent') ?? undefined,
      },
      credential,
      cookie,
      log,
    })
  }
  const authAdapter = (headers: Headers): AuthAdapter => {
    const contextWith = (token: string) => contextOf(headers, { kind: 'cookie', token }, setByNextAuth)
    return createAuthAdapter({
      find: (token) => contextWith(token).session(),
      async signOut(token) {
        try {
          await appRouter.createCaller(contextWith(token)).sessions.signOut()
        } catch (error) {
          if (toPlinthError(error).code !== 'SIGN_IN_REQUIRED') throw error
        }
      },
    })
  }
  return {
    auth: {
      adapter: authAdapter,
      secret: authSecret,
      isSecure: services.isSecure,
      cookies: authCookies(services.isSecure),
    },
    caller: (headers) => appRouter.createCaller(contextOf(headers, credentialIn(headers), notWhileRendering)),
    session: (headers) => contextOf(headers, credentialIn(headers), notWhileRendering).session(),
  }
}

const notWhileRendering: SessionHandle = { assertWritable: refuse, write: refuse }

/** NextAuth's route answers the request, and itself sets and clears the session cookie. */
const setByNextAuth: SessionHandle = { assertWritable: () => undefined, write: () => undefined }

function refuse(): never {
  throw new Error('A page that renders cannot change the session: call this procedure from the browser.')
}
