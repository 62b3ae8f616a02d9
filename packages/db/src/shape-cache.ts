import type { OpenNames } from './open-names.ts'

/** A closed statement with more shapes than this is built from external input somewhere, which is a programming error. */
const maxShapes = 512
/** The number of compiled shapes that an open statement keeps. */
const maxKept = 256
/** A shape that has been used this often gets a name. */
const usesForName = 3

interface Entry<Shape> {
  readonly shape: Shape
  /** Within its lifetime. */
  uses: number
  lifetime: number
  name: string | undefined
}

export interface ShapeCacheOptions<Shape> {
  nameOf: (shape: Shape) => string
  /** The names for an open statement. A closed statement has few shapes, and each has a permanent name. */
  openNames?: OpenNames | undefined
}

/** The compiled shapes of one statement. Its size is limited, even if clients request many shapes. */
export class ShapeCache<Shape> {
  readonly #nameOf: (shape: Shape) => string
  readonly #openNames: OpenNames | undefined
  readonly #entries = new Map<string, Entry<Shape>>()

  constructor({ nameOf, openNames }: ShapeCacheOptions<Shape>) {
    this.#nameOf = nameOf
    this.#openNames = openNames
  }

  /** The shape of this key, compiled on first use, and its name if it has one. @throws Error when a closed statement has too many */
  take(key: string, compile: () => Shape): { readonly shape: Shape; readonly name: string | undefined } {
    const entry = this.#entries.get(key) ?? this.#add(key, compile())
    if (this.#openNames) {
      // Moves the entry to the end, as the most recently used.
      this.#entries.delete(key)
      this.#entries.set(key, entry)
      this.#use(entry, this.#openNames)
    } else entry.name ??= this.#nameOf(entry.shape)
    return entry
  }

  #use(entry: Entry<Shape>, openNames: OpenNames): void {
    const lifetime = openNames.lifetimeAt(performance.now())
    if (entry.lifetime !== lifetime) {
      entry.lifetime = lifetime
      entry.uses = 0
      entry.name = undefined
    }
    if (++entry.uses !== usesForName) return
    const name = this.#nameOf(entry.shape)
    if (openNames.claim(name)) entry.name = name
  }

  #add(key: string, shape: Shape): Entry<Shape> {
    const isFull = this.#entries.size >= (this.#openNames ? maxKept : maxShapes)
    if (isFull && !this.#openNames)
      throw new Error(`A statement has more than ${maxShapes} shapes; the last is ${key}.`)
    const [oldest] = isFull ? this.#entries.keys() : []
    if (oldest !== undefined) this.#entries.delete(oldest)
    const entry = { shape, uses: 0, lifetime: 0, name: undefined }
    this.#entries.set(key, entry)
    return entry
  }
}
