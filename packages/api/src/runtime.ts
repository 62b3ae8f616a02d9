import type { Auth } from './kit/auth-adapter.ts'
import type { Session } from './kit/session.ts'
import type { AppRouter } from './router.ts'

/** The running backend as pages see it. The composition root provides it as `globalThis[runtimeKey]`. */
export interface Runtime {
  /** The router in process, called as the client that sent these headers. */
  caller(headers: Headers): ReturnType<AppRouter['createCaller']>
  session(headers: Headers): Promise<Session | null>
  /** What NextAuth needs for its endpoints. */
  readonly auth: Auth
}

export const runtimeKey = Symbol.for('plinth.runtime')

/** Header in which the server passes the request id to pages. */
export const requestIdHeader = 'x-request-id'
/** Header in which the server passes the client's network address to pages; a value sent by the client is overwritten. */
export const clientAddressHeader = 'x-plinth-client-address'
