import type { Credentials } from '../data/ask.ts'
import type { Conduit } from '../data/conduit.ts'
import { failureOf } from '../data/failure.ts'
import { createStore, type Store } from '../data/store.ts'
import type { User } from '../data/types.ts'

/** The current user. `unavailable`: there is a token, but the API cannot say at the moment whose it is. */
export interface SessionState {
  readonly status: 'loading' | 'authenticated' | 'unauthenticated' | 'unavailable'
  readonly user: User | null
}

/** Where the token is stored: localStorage in a browser. */
export interface TokenKeeper {
  read(): string | null
  write(token: string | null): void
}

export interface Session extends Credentials {
  readonly state: Store<SessionState>
  /** Finds out whose token is stored. It settles once that is known, or cannot be found out for now. */
  start(conduit: Conduit): Promise<void>
  enter(user: User): void
  leave(): void
}

export const unknownSession: SessionState = { status: 'loading', user: null }
const signedOut: SessionState = { status: 'unauthenticated', user: null }
const longestPause = 30_000

export function createSession(keeper: TokenKeeper): Session {
  const state = createStore(unknownSession)
  let retry: ReturnType<typeof setTimeout> | undefined

  function leave(): void {
    clearTimeout(retry)
    keeper.write(null)
    state.set(signedOut)
  }

  async function find(conduit: Conduit, pause: number): Promise<void> {
    const token = keeper.read()
    if (token === null) return state.set(signedOut)
    try {
      const user = await conduit.user()
      if (keeper.read() === token) state.set({ status: 'authenticated', user })
    } catch (error) {
      if (keeper.read() !== token) return
      const { status } = failureOf(error)
      if (status >= 400 && status < 500 && status !== 429) return leave()
      state.set({ status: 'unavailable', user: null })
      retry = setTimeout(() => find(conduit, Math.min(pause * 2, longestPause)), pause)
    }
  }

  return {
    state,
    token: keeper.read,
    refused: (token) => {
      if (keeper.read() === token) leave()
    },
    start: (conduit) => {
      clearTimeout(retry)
      return find(conduit, 1_000)
    },
    enter(user) {
      clearTimeout(retry)
      keeper.write(user.token || keeper.read())
      state.set({ status: 'authenticated', user })
    },
    leave,
  }
}
