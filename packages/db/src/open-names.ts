/** How long a connection of the pool lives, and how long a prepared name for a client-requested shape is valid. */
export const nameLifetimeMs = 30 * 60_000
/** The limit for one lifetime, over all open statements of the process. Each name costs every connection memory for its plan. */
const maxNames = 128

/**
 * The prepared-statement names of shapes that clients request. A connection keeps its prepared statements as long as it lives; so all names are released
 * when a lifetime ends, and are assigned again to the shapes that recur first, which are the most used ones. A connection lives no longer than a
 * lifetime, so it sees the names of two lifetimes at most.
 */
export class OpenNames {
  readonly #names = new Set<string>()
  #lifetime = 0
  #endMs = Number.NEGATIVE_INFINITY

  /** The number of the lifetime that contains this moment. */
  lifetimeAt(nowMs: number): number {
    if (nowMs < this.#endMs) return this.#lifetime
    this.#names.clear()
    this.#endMs = nowMs + nameLifetimeMs
    return ++this.#lifetime
  }

  /** Whether the name has, or gets, a place in the current lifetime. */
  claim(name: string): boolean {
    if (this.#names.size >= maxNames) return this.#names.has(name)
    this.#names.add(name)
    return true
  }
}

/** The names of this process: each connection of its pool may prepare all of them. */
export const openNames = new OpenNames()
