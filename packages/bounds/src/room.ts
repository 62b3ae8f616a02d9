import { networkOf } from './network.ts'

/** How much there is. */
export interface Size {
  /** For one network: an address, or the /64 of one. */
  readonly ofNetwork: number
  /** For all networks together. */
  readonly inAll: number
}

/** Whose share is used up: that of the network, or what all networks have together. */
export type Full = 'network' | 'process'

/** What one request takes of a room. */
export interface Place {
  /** Takes so much more, or returns the refusal. */
  take(amount: number): Error | undefined
  /** Gives all of it back; doing it again changes nothing. */
  leave(): void
}

/**
 * Something in the memory of this process that requests take, such as the bytes of their bodies. Without a bound, one client with many connections could
 * take all of it.
 */
export class Room {
  readonly #size: Size
  readonly #refuse: (full: Full) => Error
  readonly #networks = new Map<string, number>()
  #all = 0

  constructor(size: Size, refuse: (full: Full) => Error) {
    this.#size = size
    this.#refuse = refuse
  }

  /** The place of a request from this address; it is empty at first. */
  open(address: string): Place {
    const network = networkOf(address)
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
        if ((this.#networks.get(network) ?? 0) + amount > this.#size.ofNetwork) return this.#refuse('network')
        if (this.#all + amount > this.#size.inAll) return this.#refuse('process')
        add(amount)
        return undefined
      },
      leave: () => add(-own),
    }
  }
}
