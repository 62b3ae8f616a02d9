/**
 * The idempotency keys that a server answered most recently. A call with one of them looks up its answer before it writes: a write that its key
 * rolls back costs as much as one that commits. The database decides whether a key is valid; forgetting a key here only costs time.
 */
export class RecentKeys {
  readonly #hashes = new Set<string>()
  readonly #max: number

  /** @param max the number of keys to keep */
  constructor(max: number) {
    this.#max = max
  }

  has(hash: string): boolean {
    return this.#hashes.has(hash)
  }

  note(hash: string): void {
    this.#hashes.delete(hash)
    this.#hashes.add(hash)
    const [oldest] = this.#hashes
    if (this.#hashes.size > this.#max && oldest !== undefined) this.#hashes.delete(oldest)
  }
}
