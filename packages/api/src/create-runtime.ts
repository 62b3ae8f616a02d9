import type { IncomingMessage } from 'node:http'
import { newId } from '@plinth/core/id'
import { createAuthAdapter } from './identity/auth-adapter.ts'
import { readCredential } from './identity/cookie.ts'
import type { RequestLog } from './kit/context.ts'
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
  return {
    auth: {
      adapter: createAuthAdapter(services.database, services.sessions),
      secret: authSecret,
      isSecure: services.isSecure,
    },
    caller(headers) {
      const requestId = headers.get(requestIdHeader) ?? newId()
      const log: RequestLog = {
        procedures: [],
        actor: 'anonymous',
        error: undefined,
        sql: undefined,
        fault: (error, procedure) => onFault(error, procedure, requestId),
      }
      return appRouter.createCaller(
        createContext(services, {
          requestId,
          caller: {
            address: headers.get(clientAddressHeader) ?? 'in-process',
            userAgent: headers.get('user-agent') ?? undefined,
          },
          credential: credentialIn(headers),
          cookie: { assertWritable: refuse, write: refuse },
          log,
        }),
      )
    },
    async session(headers) {
      const token = credentialIn(headers)?.token
      return token === undefined ? null : services.sessions.find(token, services.database.open())
    },
  }
}

function refuse(): never {
  throw new Error('A page that renders cannot change the session: call this procedure from the browser.')
}
