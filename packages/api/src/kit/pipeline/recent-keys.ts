/**
 * The idempotency keys that a server has answered last. A call that comes with one of them looks for its answer before it writes: a write that its key
 * undoes costs as much as one that stays. Whether a key counts is decided by the database; what is forgotten here costs time alone.
 */
export class RecentKeys {
  readonly #hashes = new Set<string>()
  readonly #max: number

  /** @param max keys that are kept */
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
