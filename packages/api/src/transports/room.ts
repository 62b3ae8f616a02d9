import { PlinthError } from '@plinth/core/errors'
import { clientAt } from './client-at.ts'

/** How much there is. */
interface Size {
  /** For one network: an address, or the /64 of one. */
  readonly ofNetwork: number
  /** For all networks together. */
  readonly inAll: number
}

/** What one request takes of a room. */
export interface Place {
  /** Takes so much more. What it returns is the refusal: `TOO_MANY_REQUESTS` when the network has too much, `UNAVAILABLE` when all together have. */
  take(amount: number): PlinthError | undefined
  /** Gives all of it back; doing it again changes nothing. */
  leave(): void
}

/**
 * Something in the memory of this process that requests take before the database is asked, such as the bytes of their bodies. Without a bound, one client
 * with many connections could take all of it.
 */
export class Room {
  readonly #size: Size
  readonly #networks = new Map<string, number>()
  #all = 0

  constructor(size: Size) {
    this.#size = size
  }

  /** The place of a request from this address; it is empty at first. */
  open(address: string): Place {
    const network = clientAt(address).address
    let own = 0
    const add = (amount: number) => {
      own += amount
      this.#all += amount
      const ofNetwork = (this.#networks.get(network) ?? 0) + amount
      if (ofNetwork > 0) this.#networks.set(network, ofNetwork)
      else this.#networks.delete(network)
    }
    return {
      take: (amount) => {
        if ((this.#networks.get(network) ?? 0) + amount > this.#size.ofNetwork)
          return new PlinthError('TOO_MANY_REQUESTS', { retryAfterSeconds: 2 })
        if (this.#all + amount > this.#size.inAll) return new PlinthError('UNAVAILABLE', { retryAfterSeconds: 2 })
        add(amount)
        return undefined
      },
      leave: () => add(-own),
    }
  }
}
