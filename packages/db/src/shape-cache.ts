import type { OpenNames } from './open-names.ts'

/** A closed statement with more shapes than this is built from outside input somewhere; that is a fault of ours. */
const maxShapes = 512
/** An open statement keeps this many compiled. */
const maxKept = 256
/** A shape that was asked for this often is worth a name. */
const usesForName = 3

interface Entry<Shape> {
  readonly shape: Shape
  /** In its lifetime. */
  uses: number
  lifetime: number
  name: string | undefined
}

export interface ShapeCacheOptions<Shape> {
  nameOf: (shape: Shape) => string
  /** Where an open statement gets its names from. The shapes of a closed one are few, and each has a name for good. */
  openNames?: OpenNames | undefined
}

/** The compiled shapes of one statement. What comes from outside cannot fill it. */
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
      // The last used stands last.
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
