import { AsyncLocalStorage } from 'node:async_hooks'
import type { ServerResponse } from 'node:http'
import { setImmediate as afterOthers } from 'node:timers/promises'
import { networkOf } from './network.ts'
import { Room } from './room.ts'
import { Turns } from './turns.ts'

/** Rendering a page occupies the processor; more at once are not faster, and delay all other requests. While one waits for the database, another renders. */
const atOnce = 2

/** Pages that are being rendered, waiting for their turn, or pausing. */
const size = { ofNetwork: 64 + atOnce, inAll: 512 + atOnce }

/** A page that takes longer, even because its client reads slowly, no longer blocks others. */
const usualLongestMs = 2_000

/** Thrown when too many pages are requested at once, or when the client has disconnected before its turn. */
export class PageRefused extends Error {
  override readonly name = 'PageRefused'
  readonly retryAfterSeconds = 2
}

const yes = () => true

interface Page {
  readonly network: string
  /** Ends its turn and frees its place, because it takes too long or is done. */
  end(): void
  /** Ends its turn. */
  rest(): void
  isDone: boolean
}

/** Renders a few pages at a time. Networks with waiting pages take turns, so that no client delays another. */
export class PageTurns {
  readonly #turns = new Turns(atOnce)
  readonly #room = new Room(size, () => new PageRefused())
  readonly #pages = new AsyncLocalStorage<Page>()
  readonly #longestMs: number

  constructor(longestMs = usualLongestMs) {
    this.#longestMs = longestMs
  }

  /**
   * Renders a page for a client at this address when it is its turn. If the client disconnects while it waits, the page gives up its turn.
   * @throws PageRefused
   */
  async take<Made>(
    { res, address }: { res: ServerResponse; address: string },
    make: () => Promise<Made>,
  ): Promise<Made> {
    const place = this.#room.open(address)
    const refusal = place.take(1)
    if (refusal) throw refusal
    const page: Page = { network: networkOf(address), end: () => place.leave(), rest: () => undefined, isDone: false }
    const departure = new AbortController()
    const leave = () => departure.abort(new PageRefused())
    res.once('close', leave)
    try {
      await this.#begin(page, { signal: departure.signal })
      res.off('close', leave)
      return await this.#pages.run(page, make)
    } finally {
      page.isDone = true
      page.rest()
      page.end()
    }
  }

  /**
   * Waits for something that does not use the processor of this thread. Meanwhile the page gives up its turn, and it is first among the pages of its network
   * when it continues. `wait` gets the network that the page is for; outside of pages, undefined.
   */
  async away<Result>(wait: (network: string | undefined) => Promise<Result>): Promise<Result> {
    const page = this.#pages.getStore()
    const waiting = wait(page?.network)
    // A value that is available immediately, such as a cached text, does not cost a turn.
    if (!page || (await Promise.race([waiting.then(yes, yes), afterOthers(false)]))) return waiting
    page.rest()
    try {
      return await waiting
    } finally {
      await this.#begin(page, { isFirst: true })
    }
  }

  /** Waits for the page's turn, which ends at the latest after the usual maximum. */
  async #begin(page: Page, how: { signal?: AbortSignal; isFirst?: true }): Promise<void> {
    if (page.isDone) return
    const leave = await this.#turns.enter({ key: page.network, ...how })
    const late = setTimeout(() => {
      leave()
      page.end()
    }, this.#longestMs).unref()
    // A page that waits for two things at once may hold two turns.
    const { rest } = page
    page.rest = () => {
      rest()
      clearTimeout(late)
      leave()
    }
    if (page.isDone) page.rest()
  }
}
