/** How much work may wait, and the error for work that gets no turn because the limit is exceeded or because its client has left. */
export interface Bound {
  maxWaiting: number
  /** For one key. */
  maxWaitingOfKey?: number
  refuse(): Error
}

/** The client of the work, with a signal that aborts when it no longer waits for the result. */
export interface Asker {
  key?: string
  signal?: AbortSignal | undefined
  /** It precedes others of its key and is never refused, because it continues after an earlier turn. */
  isFirst?: boolean
}

/**
 * Lets a limited amount of work run at once. The rest waits in one queue per key, and the queues take turns: much work of one key
 * does not delay the work of another. Without keys there is one queue.
 */
export class Turns {
  /** The first queue has the next turn. */
  readonly #lines = new Map<string, Set<() => void>>()
  readonly #bound: Bound | undefined
  readonly #atOnce: number
  #free: number
  #waiting = 0

  constructor(atOnce: number, bound?: Bound) {
    this.#atOnce = atOnce
    this.#free = atOnce
    this.#bound = bound
  }

  /** Whether no work is running or waiting. */
  get isIdle(): boolean {
    return this.#free === this.#atOnce
  }

  /** @throws the error of the bound when too much work waits, or when `signal` aborts before it is this work's turn */
  async take<Result>(work: () => Promise<Result>, asker: Asker = {}): Promise<Result> {
    const leave = await this.enter(asker)
    try {
      return await work()
    } finally {
      leave()
    }
  }

  /**
   * Waits for a turn. The returned function ends the turn; calling it again has no effect.
   * @throws as `take`
   */
  async enter(asker: Asker = {}): Promise<() => void> {
    if (asker.signal?.aborted) throw this.#refusal(asker.signal)
    if (this.#free > 0) this.#free--
    else await this.#turn(asker)
    let isOver = false
    return () => {
      if (!isOver) this.#next()
      isOver = true
    }
  }

  async #turn({ key = '', signal, isFirst = false }: Asker): Promise<void> {
    const line = this.#lines.get(key) ?? new Set()
    const { maxWaiting = Infinity, maxWaitingOfKey = Infinity } = this.#bound ?? {}
    const isFull = this.#waiting >= maxWaiting || line.size >= maxWaitingOfKey
    if (isFull && !isFirst) throw this.#refusal()
    const turn = Promise.withResolvers<void>()
    const leave = () => {
      this.#remove(key, turn.resolve)
      turn.reject(this.#refusal(signal))
    }
    this.#lines.set(key, isFirst ? new Set([turn.resolve, ...line]) : line.add(turn.resolve))
    this.#waiting++
    signal?.addEventListener('abort', leave)
    await turn.promise.finally(() => signal?.removeEventListener('abort', leave))
  }

  #remove(key: string, start: () => void): void {
    const line = this.#lines.get(key)
    if (!line?.delete(start)) return
    this.#waiting--
    if (line.size === 0) this.#lines.delete(key)
  }

  #next(): void {
    const [[key, line] = []] = this.#lines
    const [start] = line ?? []
    if (key === undefined || !line || !start) {
      this.#free++
      return
    }
    this.#remove(key, start)
    // Moves the queue behind the other waiting ones.
    if (this.#lines.delete(key)) this.#lines.set(key, line)
    start()
  }

  #refusal(signal?: AbortSignal): unknown {
    return this.#bound?.refuse() ?? signal?.reason
  }
}

/** Runs work of one key one after the other, in order; work of different keys does not wait for each other. */
export class KeyedTurns {
  readonly #lines = new Map<string, Turns>()
  readonly #bound: Bound

  /** @param bound for each key */
  constructor(bound: Bound) {
    this.#bound = bound
  }

  /** @throws the error of the bound when too much work of this key waits, or when `signal` aborts before it is this work's turn */
  async take<Result>(key: string, work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const line = this.#lines.get(key) ?? new Turns(1, this.#bound)
    this.#lines.set(key, line)
    try {
      return await line.take(work, { signal })
    } finally {
      // The last work of a queue removes it.
      if (line.isIdle && this.#lines.get(key) === line) this.#lines.delete(key)
    }
  }
}
