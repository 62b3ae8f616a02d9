import { maxWaiting } from './limits.ts'

interface Text {
  readonly source: string
}

/**
 * Texts that wait in a line for each network. The lines have their turns one after the other, so that many texts of one network do not hold up another one;
 * within a line the shortest is next. A text that several networks ask for stands in the line of each.
 */
export class Lines<T extends Text> {
  /** The first line has the next turn. */
  readonly #lines = new Map<string, T[]>()

  /** Lets a text wait. What it returns is what waits no more because there is too much: the longest texts of the longest line. */
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

  /** The next text. It waits no more, in any line. */
  next(): T | undefined {
    const [[network, [text]] = ['', []]] = this.#lines
    if (!text) return undefined
    for (const [other, line] of this.#lines)
      this.#set(
        other,
        line.filter((each) => each !== text),
      )
    // Behind the others.
    const rest = this.#lines.get(network)
    if (rest && this.#lines.delete(network)) this.#lines.set(network, rest)
    return text
  }

  /** All that waited. */
  clear(): T[] {
    const texts = new Set([...this.#lines.values()].flat())
    this.#lines.clear()
    return [...texts]
  }

  get #size(): number {
    return [...this.#lines.values()].reduce((sum, { length }) => sum + length, 0)
  }

  /** Of several as long as another, the one that came last. */
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
