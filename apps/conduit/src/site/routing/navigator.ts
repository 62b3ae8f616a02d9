import { type Parts, renewed } from '../data/part.ts'
import { createStore, type Store } from '../data/store.ts'
import type { Reader, Visit } from './page.ts'

/** What is on the screen. */
export interface Shown {
  readonly visit: Visit
  readonly data: Parts
  /** Another page is loading. */
  readonly isLeaving: boolean
}

export interface Navigator {
  readonly shown: Store<Shown>
  /** The page that the server has rendered. */
  readonly atStart: Shown
  /** Goes to an address of this site: the browser shows it at once, and the page follows when its data have arrived. */
  go(address: string, how?: 'push' | 'replace'): Promise<void>
  /** Shows the page of the address after the browser's back or forward button. */
  follow(): Promise<void>
  /** Reloads the data of the page for the current user. */
  renew(): Promise<void>
  change(update: (data: Parts) => Parts): void
}

/** What a navigator needs from its environment. */
export interface Surroundings {
  find(url: URL): Visit
  reader(): Reader
  /** Another address for a visit that the current user may not make. */
  detour(visit: Visit): string | null
  /** The address that the browser shows. */
  current(): string
  record(address: string, how: 'push' | 'replace'): void
}

export function createNavigator(start: Pick<Shown, 'visit' | 'data'>, around: Surroundings): Navigator {
  const atStart = { ...start, isLeaving: false }
  const shown = createStore<Shown>(atStart)
  let journeys = 0
  let changes = 0

  async function go(address: string, how: 'push' | 'replace' = 'push'): Promise<void> {
    around.record(address, address === around.current() ? 'replace' : how)
    await follow()
  }

  async function follow(): Promise<void> {
    journeys += 1
    const mine = journeys
    const visit = around.find(new URL(around.current(), 'http://site.invalid'))
    const before = around.detour(visit)
    if (before !== null) return go(before, 'replace')
    shown.set({ ...shown.get(), isLeaving: true })
    const data = await visit.load(around.reader())
    if (mine !== journeys) return
    // The session may have ended while the data were loading.
    const after = around.detour(visit)
    if (after !== null) return go(after, 'replace')
    shown.set({ visit, data, isLeaving: false })
  }

  async function renew(): Promise<void> {
    const { visit, isLeaving } = shown.get()
    if (isLeaving) return
    const before = around.detour(visit)
    if (before !== null) return go(before, 'replace')
    const state = [journeys, changes]
    const fresh = await visit.load(around.reader())
    // A change that the user has made in the meantime is newer than this answer.
    if (state[0] !== journeys || state[1] !== changes) return
    const after = around.detour(visit)
    if (after !== null) return go(after, 'replace')
    shown.set({ visit, data: renewed(shown.get().data, fresh), isLeaving: false })
  }

  return {
    shown,
    atStart,
    go,
    follow,
    renew,
    change(update) {
      changes += 1
      const now = shown.get()
      shown.set({ ...now, data: update(now.data) })
    },
  }
}
