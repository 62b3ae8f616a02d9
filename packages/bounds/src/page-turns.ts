import { AsyncLocalStorage } from 'node:async_hooks'
import type { ServerResponse } from 'node:http'
import { setImmediate as afterOthers } from 'node:timers/promises'
import { networkOf } from './network.ts'
import { Room } from './room.ts'
import { Turns } from './turns.ts'

/** A page takes the processor; more of them at once are not faster, and hold up every other request. While one waits for the database, another is made. */
const atOnce = 2

/** Pages that are made, wait for their turn or have given it up for a while. */
const size = { ofNetwork: 64 + atOnce, inAll: 512 + atOnce }

/** A page that takes longer, also because its client reads it slowly, holds up no other one. */
const usualLongestMs = 2_000

/** Too many pages are asked for at once, or the client has gone away before its turn. */
export class PageRefused extends Error {
  override readonly name = 'PageRefused'
  readonly retryAfterSeconds = 2
}

const yes = () => true

interface Page {
  readonly network: string
  /** Ends its turn and gives its place back: it takes too long, or is done. */
  end(): void
  /** Ends its turn. */
  rest(): void
  isDone: boolean
}

/** Has pages made a few at a time. Networks whose pages wait have their turns one after the other, so that no client holds up another one. */
export class PageTurns {
  readonly #turns = new Turns(atOnce)
  readonly #room = new Room(size, () => new PageRefused())
  readonly #pages = new AsyncLocalStorage<Page>()
  readonly #longestMs: number

  constructor(longestMs = usualLongestMs) {
    this.#longestMs = longestMs
  }

  /**
   * Makes a page for a client at this address when it is its turn. One that goes away while it waits gives its turn up.
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
   * Waits for something that does not take the processor of this thread. The page that is being made gives its turn up meanwhile, and is first among the
   * pages of its network when it goes on. `wait` gets the network that the page is for; outside of pages there is none.
   */
  async away<Result>(wait: (network: string | undefined) => Promise<Result>): Promise<Result> {
    const page = this.#pages.getStore()
    const waiting = wait(page?.network)
    // What is there at once, such as a text that was kept, costs no turn.
    if (!page || (await Promise.race([waiting.then(yes, yes), afterOthers(false)]))) return waiting
    page.rest()
    try {
      return await waiting
    } finally {
      await this.#begin(page, { isFirst: true })
    }
  }

  /** Waits for the page's turn, which ends at the latest when it has lasted too long. */
  async #begin(page: Page, how: { signal?: AbortSignal; isFirst?: true }): Promise<void> {
    if (page.isDone) return
    const leave = await this.#turns.enter({ key: page.network, ...how })
    const late = setTimeout(() => {
      leave()
      page.end()
    }, this.#longestMs).unref()
    // A page that waits for two things at once may have two turns.
    const { rest } = page
    page.rest = () => {
      rest()
      clearTimeout(late)
      leave()
    }
    if (page.isDone) page.rest()
  }
}
