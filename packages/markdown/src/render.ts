import { BeyondLimit, limits } from './limits.ts'
import { type Heading, parseMarkdown } from './parser.ts'
import { sanitize } from './sanitize.ts'

export type { Heading } from './parser.ts'

/** A rendered text. */
export interface RenderedMarkdown {
  /** Safe to insert into a page unchanged. */
  readonly html: string
  readonly headings: readonly Heading[]
}

/**
 * Renders Markdown (including GitHub's tables, task lists and strike-through) as safe HTML. It has no time limit: call it in a thread
 * that can be terminated (`openMarkdown` on a server, `renderPreview` in a browser).
 * @throws BeyondLimit when the text is too long, has too many tokens or becomes too much HTML
 */
export function renderMarkdown(source: string): RenderedMarkdown {
  if (source.length > limits.sourceLength) throw new BeyondLimit('sourceLength')
  const { html: unsafe, headings } = parseMarkdown(source)
  if (unsafe.length > limits.htmlLength) throw new BeyondLimit('htmlLength')
  const html = sanitize(unsafe)
  if (html.length > limits.htmlLength) throw new BeyondLimit('htmlLength')
  return { html, headings }
}
