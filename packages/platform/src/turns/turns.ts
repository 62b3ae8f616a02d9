/** How much work may wait, and the error for what comes beyond it. */
export interface Bound {
  maxWaiting: number
  refuse(): Error
}

/** Lets some work run at once and the rest wait in order. */
export class Turns {
  readonly #waiting: (() => void)[] = []
  readonly #bound: Bound | undefined
  #free: number

  constructor(atOnce: number, bound?: Bound) {
    this.#free = atOnce
    this.#bound = bound
  }

  /** Pieces of work that wait. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** @throws what the bound says when too much work waits */
  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free--
    else if (this.#bound && this.waiting >= this.#bound.maxWaiting) throw this.#bound.refuse()
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }
}

/** Work of one key runs one after the other, in order; work of different keys does not wait for each other. */
export class KeyedTurns {
  readonly #lines = new Map<string, Turns>()
  readonly #bound: Bound

  /** @param bound for each key */
  constructor(bound: Bound) {
    this.#bound = bound
  }

  /** @throws what the bound says when too much work of this key waits */
  async take<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const line = this.#lines.get(key) ?? new Turns(1, this.#bound)
    this.#lines.set(key, line)
    return line.take(async () => {
      try {
        return await work()
      } finally {
        // The last one of a line takes it away.
        if (line.waiting === 0) this.#lines.delete(key)
      }
    })
  }
}
