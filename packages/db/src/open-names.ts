/** How long a connection of the pool lives, and how long a name for a shape from outside is kept. */
export const nameLifetimeMs = 30 * 60_000
/** Of one lifetime, over all open statements of the process. Each costs every connection memory for its plan. */
const maxNames = 128

/**
 * The names of the shapes that clients ask for. What a connection has prepared it keeps as long as it lives; so all names are taken back when
 * a lifetime is over, and go to those that come again first, which are those that are used most. A connection lives no longer than that: it
 * sees the names of two lifetimes at most.
 */
export class OpenNames {
  readonly #names = new Set<string>()
  #lifetime = 0
  #endMs = Number.NEGATIVE_INFINITY

  /** The number of the lifetime that this moment is in. */
  lifetimeAt(nowMs: number): number {
    if (nowMs < this.#endMs) return this.#lifetime
    this.#names.clear()
    this.#endMs = nowMs + nameLifetimeMs
    return ++this.#lifetime
  }

  /** Whether there is, or was, room for this name in the present lifetime. */
  claim(name: string): boolean {
    if (this.#names.size >= maxNames) return this.#names.has(name)
    this.#names.add(name)
    return true
  }
}

/** Those of this process: each connection of its pool may prepare all of them. */
export const openNames = new OpenNames()
