import type { Auth } from './kit/auth-adapter.ts'
import type { Session } from './kit/session.ts'
import type { AppRouter } from './router.ts'

/** The running backend as pages see it. The composition root hands it over as `globalThis[runtimeKey]`. */
export interface Runtime {
  /** The router in process, as whoever sent these headers. */
  caller(headers: Headers): ReturnType<AppRouter['createCaller']>
  session(headers: Headers): Promise<Session | null>
  /** What NextAuth needs for its end points. */
  readonly auth: Auth
}

export const runtimeKey = Symbol.for('plinth.runtime')

/** Header in which the server tells pages the id of the request. */
export const requestIdHeader = 'x-request-id'
/** Header in which the server tells pages the network address of the client; one that the client sent is overwritten. */
export const clientAddressHeader = 'x-plinth-client-address'
