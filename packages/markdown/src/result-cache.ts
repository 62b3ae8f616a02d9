import type { RenderedMarkdown } from './render.ts'

/** Bytes of an entry besides its HTML: key, headings, places in the map. */
const overheadBytes = 500

/** The most recently used results, up to `maxBytes` of memory. A string takes up to two bytes for each character. */
export class ResultCache {
  readonly #maxBytes: number
  readonly #results = new Map<string, RenderedMarkdown>()
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get(key: string): RenderedMarkdown | undefined {
    const found = this.#results.get(key)
    if (found) {
      this.#results.delete(key)
      this.#results.set(key, found)
    }
    return found
  }

  set(key: string, result: RenderedMarkdown): void {
    this.#results.set(key, result)
    this.#bytes += bytesOf(result)
    for (const [oldest, dropped] of this.#results) {
      if (this.#bytes <= this.#maxBytes) break
      this.#results.delete(oldest)
      this.#bytes -= bytesOf(dropped)
    }
  }
}

const bytesOf = ({ html, headings }: RenderedMarkdown) =>
  overheadBytes + 2 * html.length + headings.reduce((sum, { id, text }) => sum + 2 * (id.length + text.length) + 100, 0)
