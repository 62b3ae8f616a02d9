import { type Heading, parseMarkdown } from './parser.ts'
import { sanitize } from './sanitize.ts'

export type { Heading } from './parser.ts'

/** A text ready to be shown. */
export interface RenderedMarkdown {
  /** Safe to put into a page as it is. */
  readonly html: string
  readonly headings: readonly Heading[]
}

/** Markdown (GitHub's tables, task lists and strike-through included) as safe HTML. */
export function renderMarkdown(source: string): RenderedMarkdown {
  const { html, headings } = parseMarkdown(source)
  return { html: sanitize(html), headings }
}
