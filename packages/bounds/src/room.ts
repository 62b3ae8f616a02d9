import { networkOf } from './network.ts'

/** The limits of a room. */
export interface Size {
  /** For one network: an address, or the /64 of one. */
  readonly ofNetwork: number
  /** For all networks together. */
  readonly inAll: number
}

/** The limit that is reached: that of one network, or that of all networks together. */
export type Full = 'network' | 'process'

/** The share of a room that one request occupies. */
export interface Place {
  /** Takes `amount` more, or returns the refusal. */
  take(amount: number): Error | undefined
  /** Frees all of it; calling it again has no effect. */
  leave(): void
}

/**
 * A bound on something in the memory of this process that requests occupy, such as the bytes of their bodies. Without a bound, one client with many
 * connections could occupy all of it.
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

  /** Opens the place of a request from this address; it is empty at first. */
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
