import { createContext, useContext, useRef, useSyncExternalStore } from 'react'
import type { Conduit } from '../data/conduit.ts'
import type { Failure } from '../data/failure.ts'
import type { Store } from '../data/store.ts'
import type { User } from '../data/types.ts'
import type { Navigator } from '../routing/navigator.ts'
import { type Session, type SessionState, unknownSession } from '../session/session.ts'

/** The shared objects of every part of the site. */
export interface Site {
  readonly conduit: Conduit
  readonly session: Session
  readonly navigator: Navigator
  /** The latest error outside of a form. */
  readonly trouble: Store<Failure | null>
  /** Whether scripts run: false on the server and until the page is interactive. */
  readonly isAlive: Store<boolean>
}

const SiteContext = createContext<Site | null>(null)

export const SiteProvider = SiteContext.Provider

export function useSite(): Site {
  const site = useContext(SiteContext)
  if (!site) throw new Error('This part stands outside of SiteProvider.')
  return site
}

/** The value of a store; `atStart` is the value that the server rendered with. */
export function useStore<T>(store: Store<T>, atStart: T): T {
  return useSyncExternalStore(store.subscribe, store.get, () => atStart)
}

export function useSession(): SessionState {
  return useStore(useSite().session.state, unknownSession)
}

/** Whether buttons that need scripts work yet. */
export function useAlive(): boolean {
  return useStore(useSite().isAlive, false)
}

/** The user who is signed in or was while this was shown: a form stays when the session ends. */
export function useMember(): User | null {
  const { user } = useSession()
  const last = useRef(user)
  if (user) last.current = user
  return last.current
}
