import type { ServerResponse } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'
import { clientAt } from '@plinth/api/transports/client-at'
import { PlinthError } from '@plinth/core/errors'
import { Turns } from '@plinth/platform/turns/turns'

/** A page takes the processor; more of them at once are not faster, and hold up every other request. */
const atOnce = 4

/** A page that takes longer, also because its client reads it slowly, holds up no other one. */
const usualLongestMs = 2_000

const refuse = () => new PlinthError('TOO_MANY_REQUESTS', { retryAfterSeconds: 2 })

/** Has pages made a few at a time. Networks whose pages wait have their turns one after the other, so that no client holds up another one. */
export class PageTurns {
  readonly #turns = new Turns(atOnce, { maxWaiting: 512, maxWaitingOfKey: 64, refuse })
  readonly #longestMs: number

  constructor(longestMs = usualLongestMs) {
    this.#longestMs = longestMs
  }

  /** Makes a page for a client at this address when it is its turn; one with too much waiting gets 429. One that goes away while it waits gives its turn up. */
  async take({ res, address }: { res: ServerResponse; address: string }, make: () => Promise<void>): Promise<void> {
    const departure = new AbortController()
    const leave = () => departure.abort()
    res.once('close', leave)
    let making: Promise<void> | undefined
    const work = async () => {
      res.off('close', leave)
      making = make()
      await Promise.race([making, after(this.#longestMs, undefined, { ref: false })])
    }
    try {
      await this.#turns.take(work, { key: clientAt(address).address, signal: departure.signal })
    } catch (error) {
      if (making) throw error
      answerRefusal(res)
    }
    await making
  }
}

function answerRefusal(res: ServerResponse): void {
  if (res.closed) return
  res
    .writeHead(429, { 'content-type': 'text/plain', 'retry-after': '2' })
    .end('Too many pages are asked for at once from here. Try again shortly.\n')
}
