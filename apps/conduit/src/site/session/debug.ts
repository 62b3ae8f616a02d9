import type { User } from '../data/types.ts'
import type { Session, SessionState } from './session.ts'

/** The state that RealWorld's browser tests read. */
interface ConduitDebug {
  getToken(): string | null
  getAuthState(): SessionState['status']
  getCurrentUser(): User | null
}

declare global {
  interface Window {
    __conduit_debug__?: ConduitDebug
  }
}

export function exposeSession(session: Session): void {
  window.__conduit_debug__ = {
    getToken: session.token,
    getAuthState: () => session.state.get().status,
    getCurrentUser: () => session.state.get().user,
  }
}
