/** A closed statement with more shapes than this is built from outside input somewhere; that is a fault of ours. */
const maxShapes = 512
/** An open statement keeps this many compiled. */
const maxKept = 256
/** And has this many prepared by name: each connection to Postgres keeps them as long as it lives. */
const maxNames = 128
/** A shape that was asked for this often is worth a name. */
const usesForName = 3

interface Entry<Shape> {
  readonly shape: Shape
  uses: number
  name: string | undefined
}

/** The compiled shapes of one statement. What comes from outside cannot fill it. */
export class ShapeCache<Shape> {
  readonly #isOpen: boolean
  readonly #entries = new Map<string, Entry<Shape>>()
  readonly #names = new Set<string>()

  constructor(isOpen: boolean) {
    this.#isOpen = isOpen
  }

  /** The shape of this key, compiled on first use, and its name if it has one. @throws Error when a closed statement has too many */
  take(
    key: string,
    compile: () => Shape,
    nameOf: (shape: Shape) => string,
  ): { readonly shape: Shape; readonly name: string | undefined } {
    const entry = this.#entries.get(key) ?? this.#add(key, compile())
    if (this.#isOpen) {
      // The last used stands last.
      this.#entries.delete(key)
      this.#entries.set(key, entry)
      entry.uses++
    }
    if (entry.name === undefined && (!this.#isOpen || entry.uses >= usesForName))
      entry.name = this.#nameOf(nameOf(entry.shape))
    return entry
  }

  #add(key: string, shape: Shape): Entry<Shape> {
    const isFull = this.#entries.size >= (this.#isOpen ? maxKept : maxShapes)
    if (isFull && !this.#isOpen) throw new Error(`A statement has more than ${maxShapes} shapes; the last is ${key}.`)
    const [oldest] = isFull ? this.#entries.keys() : []
    if (oldest !== undefined) this.#entries.delete(oldest)
    const entry = { shape, uses: 0, name: undefined }
    this.#entries.set(key, entry)
    return entry
  }

  /** Names are never given back, because connections keep what they prepared; what comes too late is planned each time. */
  #nameOf(name: string): string | undefined {
    if (this.#isOpen && !this.#names.has(name) && this.#names.size >= maxNames) return undefined
    this.#names.add(name)
    return name
  }
}
