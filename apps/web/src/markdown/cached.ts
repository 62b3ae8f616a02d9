import { type RenderedMarkdown, renderMarkdown } from './render.ts'

/** Characters of HTML that are kept, over all texts. */
const maxCharacters = 8_000_000

const rendered = new Map<string, RenderedMarkdown>()
let characters = 0

/** Renders a text once for each `key` (which names its version) and keeps the last used: reading costs nothing twice, and a text made to be slow is slow once. */
export function renderOnce(key: string, source: string): RenderedMarkdown {
  const known = rendered.get(key)
  if (known) rendered.delete(key)
  const result = known ?? renderMarkdown(source)
  rendered.set(key, result)
  if (!known) characters += result.html.length
  for (const [oldest, { html }] of rendered) {
    if (characters <= maxCharacters || oldest === key) break
    rendered.delete(oldest)
    characters -= html.length
  }
  return result
}
