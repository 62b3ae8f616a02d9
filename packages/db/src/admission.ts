import { PlinthError } from '@plinth/core/errors'

/**
 * The cost of a piece of work to the database. `plain`: one statement, or a transaction of a few. `costly`: a search, an exact total, a piece of
 * an export. `batch`: a transaction over many rows.
 */
export type Work = 'plain' | 'costly' | 'batch'

/** How long a piece of work waits for its turn, in milliseconds. */
const waitsMs: Readonly<Record<Work, number>> = { plain: 5_000, costly: 5_000, batch: 15_000 }
/** The most pieces of work of one client that may wait at the same time. */
const maxWaiting = 256

/** The client for whom work is done. `key` may change while its requests run: from its address to its account. */
export interface DatabaseClient {
  key: string
  /** The network address. All accounts behind one address together get at most two thirds of the connections. */
  readonly address: string
}

/** Plinth's own work: it is never delayed by a client's share. */
export const system: DatabaseClient = { key: 'system', address: 'system' }

interface Waiting {
  readonly work: Work
  readonly line: Line
  readonly untilMs: number
  start(): void
  refuse(error: PlinthError): void
}

/** The running and waiting work of one client, in order. */
export interface Line {
  readonly key: string
  readonly address: string
  readonly used: Record<Work, number>
  waiting: Waiting[]
}

/**
 * Shares the connections of a pool between clients. A client may use at most a third of them, one of these for costly work and one for
 * batches; the rest of its work waits in its own queue. Free connections are given to the waiting clients in turn, so that a client with
 * much work cannot delay the others.
 */
export class Admission {
  readonly #total: number
  readonly #share: number
  readonly #ofAddress: number
  readonly #lines = new Map<string, Line>()
  readonly #addresses = new Map<string, number>()
  readonly #used: Record<Work, number> = { plain: 0, costly: 0, batch: 0 }
  /** Clients with waiting work; the first has the next turn. */
  readonly #turns = new Set<Line>()
  #timer: NodeJS.Timeout | undefined

  constructor(connections: number) {
    this.#total = connections
    this.#share = Math.max(1, Math.floor(connections / 3))
    this.#ofAddress = Math.max(1, Math.floor((connections * 2) / 3))
  }

  /**
   * Admits work that uses one connection: immediately if there is room (then nothing is awaited), else when it is this client's turn. Work
   * inside a transaction of the same client does not wait, because that transaction would wait for it.
   * @throws PlinthError `TOO_MANY_REQUESTS` when the client has too much waiting work or waits too long because of its own share, `UNAVAILABLE` when others
   * use all connections for that long
   */
  enter({ key, address }: DatabaseClient, work: Work, isNested = false): Line | Promise<Line> {
    const id = key === address ? key : `${key} ${address}`
    let line = this.#lines.get(id)
    if (!line) {
      line = { key: id, address, used: { plain: 0, costly: 0, batch: 0 }, waiting: [] }
      this.#lines.set(id, line)
    }
    if (isNested || (line.waiting.length === 0 && this.#turns.size === 0 && this.#hasRoom(line, work))) {
      this.#take(line, work)
      return line
    }
    return this.#wait(line, work)
  }

  leave(line: Line, work: Work): void {
    line.used[work]--
    this.#used[work]--
    const ofAddress = (this.#addresses.get(line.address) ?? 1) - 1
    if (ofAddress > 0) this.#addresses.set(line.address, ofAddress)
    else this.#addresses.delete(line.address)
    if (this.#turns.size > 0) this.#next()
    this.#forget(line)
  }

  #take(line: Line, work: Work): void {
    line.used[work]++
    this.#used[work]++
    this.#addresses.set(line.address, (this.#addresses.get(line.address) ?? 0) + 1)
  }

  #forget(line: Line): void {
    if (line.waiting.length === 0 && usedBy(line.used) === 0) this.#lines.delete(line.key)
  }

  #hasRoom(line: Line, work: Work): boolean {
    return usedBy(this.#used) < this.#total && this.#hasOwnRoom(line, work)
  }

  /** Whether the client's own share has room, and all clients' costly work together leaves half of the connections free. */
  #hasOwnRoom(line: Line, work: Work): boolean {
    if (line.key === system.key) return true
    if (usedBy(line.used) >= this.#share || (this.#addresses.get(line.address) ?? 0) >= this.#ofAddress) return false
    if (work === 'plain') return true
    return line.used[work] < 1 && this.#used.costly + this.#used.batch < Math.max(1, this.#total / 2)
  }

  async #wait(line: Line, work: Work): Promise<Line> {
    if (line.waiting.length >= maxWaiting) throw tooMany()
    const turn = Promise.withResolvers<void>()
    const untilMs = performance.now() + waitsMs[work]
    line.waiting.push({ work, line, untilMs, start: turn.resolve, refuse: turn.reject })
    this.#turns.add(line)
    this.#next()
    this.#timer ??= setInterval(() => this.#refuseLate(), 250)
    await turn.promise
    return line
  }

  /** Starts all work that can start, one piece per client in turn. Waiting costly work does not delay the plain work behind it. */
  #next(): void {
    for (let hasStarted = true; hasStarted && usedBy(this.#used) < this.#total; ) {
      hasStarted = false
      for (const line of [...this.#turns]) {
        // If plain work has no room, no other work has.
        if (!this.#hasRoom(line, 'plain')) continue
        const at = line.waiting.findIndex(({ work }) => this.#hasRoom(line, work))
        const [first] = at < 0 ? [] : line.waiting.splice(at, 1)
        if (!first) continue
        hasStarted = true
        this.#turns.delete(line)
        if (line.waiting.length > 0) this.#turns.add(line)
        this.#take(line, first.work)
        first.start()
      }
    }
    this.#rest()
  }

  #refuseLate(): void {
    const nowMs = performance.now()
    for (const line of [...this.#turns]) {
      for (const late of line.waiting.filter(({ untilMs }) => untilMs <= nowMs)) {
        late.refuse(this.#hasOwnRoom(line, late.work) ? allBusy() : tooMany())
      }
      line.waiting = line.waiting.filter(({ untilMs }) => untilMs > nowMs)
      if (line.waiting.length === 0) this.#turns.delete(line)
      this.#forget(line)
    }
    this.#rest()
  }

  #rest(): void {
    if (this.#turns.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}

const usedBy = ({ plain, costly, batch }: Record<Work, number>) => plain + costly + batch

const tooMany = () => new PlinthError('TOO_MANY_REQUESTS', { retryAfterSeconds: 2 })

const allBusy = () => new PlinthError('UNAVAILABLE', { retryAfterSeconds: 2 })
