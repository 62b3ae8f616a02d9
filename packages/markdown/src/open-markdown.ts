import { Lane } from './lane.ts'
import { lanes, limits } from './limits.ts'
import { plainText } from './plain-text.ts'
import type { RenderedMarkdown } from './render.ts'

/** Renders Markdown beside the event loop. One for each process. */
export interface Markdown extends AsyncDisposable {
  /**
   * Safe HTML of a text. A text beyond a limit comes as it was written, escaped, below a note. It never rejects. Texts of different networks have their turns
   * one after the other.
   */
  render(source: string, network?: string): Promise<RenderedMarkdown>
}

/**
 * Opens the threads that render Markdown, each when its first text comes. Results are kept in memory and not in a table: a text costs half a
 * second of a thread at most, once for each process. `onFault` gets what went wrong in a thread; the text is then shown as plain text.
 */
export function openMarkdown(onFault: (error: unknown) => void): Markdown {
  const short = new Lane({ ...lanes.short, onFault })
  const long = new Lane({ ...lanes.long, onFault })
  return {
    async render(source, network = '') {
      if (source.length > limits.sourceLength) return plainText(source, 'tooMuch')
      return (source.length <= lanes.short.sourceLength ? short : long).render(source, network)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([short.end(), long.end()])
    },
  }
}
