import { Lane } from './lane.ts'
import { lanes, limits } from './limits.ts'
import { plainText } from './plain-text.ts'
import type { RenderedMarkdown } from './render.ts'

/** Renders Markdown outside of the event loop. One instance for each process. */
export interface Markdown extends AsyncDisposable {
  /**
   * Renders safe HTML of a text. A text that exceeds a limit is returned unrendered and escaped, below a note. It never rejects. Texts of different networks
   * take turns.
   */
  render(source: string, network?: string): Promise<RenderedMarkdown>
}

/**
 * Prepares the threads that render Markdown; each starts with its first text. Results are cached in memory and not in a table: a text costs at most
 * half a second of a thread, once for each process. `onFault` is called with an error of a thread; the text is then shown as plain text.
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
