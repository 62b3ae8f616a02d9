import { maxWaiting } from './limits.ts'

interface Text {
  readonly source: string
}

/**
 * Queues of waiting texts, one for each network. The queues take turns, so that many texts of one network do not delay another; within a queue the shortest
 * text is next. A text that several networks request is in the queue of each.
 */
export class Lines<T extends Text> {
  /** The first queue has the next turn. */
  readonly #lines = new Map<string, T[]>()

  /** Adds a text. Returns the texts that are removed because too many are waiting: the longest texts of the longest queue. */
  add(text: T, network: string): T[] {
    const line = this.#lines.get(network) ?? []
    if (line.includes(text)) return []
    this.#lines.set(
      network,
      [...line, text].sort((a, b) => a.source.length - b.source.length),
    )
    const dropped: T[] = []
    while (this.#size > maxWaiting) {
      const [longest = '', texts = []] = this.#longest
      const last = texts.at(-1)
      this.#set(longest, texts.slice(0, -1))
      if (last && !this.#has(last)) dropped.push(last)
    }
    return dropped
  }

  /** Removes the next text from all queues and returns it. */
  next(): T | undefined {
    const [[network, [text]] = ['', []]] = this.#lines
    if (!text) return undefined
    for (const [other, line] of this.#lines)
      this.#set(
        other,
        line.filter((each) => each !== text),
      )
    // Moves the queue behind the others.
    const rest = this.#lines.get(network)
    if (rest && this.#lines.delete(network)) this.#lines.set(network, rest)
    return text
  }

  /** Removes and returns all waiting texts. */
  clear(): T[] {
    const texts = new Set([...this.#lines.values()].flat())
    this.#lines.clear()
    return [...texts]
  }

  get #size(): number {
    return [...this.#lines.values()].reduce((sum, { length }) => sum + length, 0)
  }

  /** The longest queue; of several with the same length, the last one. */
  get #longest(): [string, T[]] {
    return [...this.#lines].reduce((one, other) => (other[1].length >= one[1].length ? other : one), ['', []])
  }

  #has(text: T): boolean {
    return [...this.#lines.values()].some((line) => line.includes(text))
  }

  #set(network: string, line: T[]): void {
    if (line.length > 0) this.#lines.set(network, line)
    else this.#lines.delete(network)
  }
}
