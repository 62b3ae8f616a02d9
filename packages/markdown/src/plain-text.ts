import type { RenderedMarkdown } from './render.ts'

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

const note = {
  tooMuch: 'The formatting of this text is too elaborate to show. This is the text as it was written.',
  busy: 'This text could not be formatted in time. This is the text as it was written. Reload the page to try again.',
} as const

/** A text unrendered and escaped, below a note that says so. */
export function plainText(source: string, why: keyof typeof note): RenderedMarkdown {
  const text = source.replace(/[&<>]/g, (character) => entities[character] ?? character)
  return { html: `<p><em>${note[why]}</em></p>\n<pre class="plain-text" dir="auto">${text}</pre>`, headings: [] }
}
