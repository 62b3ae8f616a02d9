import MarkdownIt from 'markdown-it'
import { countTokens } from './count-tokens.ts'
import { createHighlighter } from './highlight.ts'
import { limits } from './limits.ts'

/** A heading of a text, as listed in a table of contents. */
export interface Heading {
  /** The id in the page. */
  readonly id: string
  readonly text: string
  /** As written: 1 for `#`. */
  readonly level: number
}

/** Prefix of ids that come from a text, so that they cannot be confused with elements of the page. */
export const idPrefix = 'user-content-'

const parser = new MarkdownIt({ html: true, linkify: true, maxNesting: limits.sourceNesting })
countTokens(parser)
// Only complete URLs become links: the fuzzy matcher takes `readme.md` for a site in Moldova.
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })

const open = { ' ': '☐', x: '☑', X: '☑' } as const

parser.core.ruler.push('plinth', ({ tokens, env }) => {
  const headings: Heading[] = []
  const taken = new Map<string, number>()
  for (const [at, token] of tokens.entries()) {
    if (token.type === 'heading_open') {
      const text = plainText(tokens[at + 1]?.children ?? [])
      const id = uniqueSlug(text, taken)
      token.attrSet('id', id)
      headings.push({ id: idPrefix + id, text, level: Number(token.tag.slice(1)) })
    }
    if (token.type === 'th_open' || token.type === 'td_open') {
      const align = /text-align:(\w+)/.exec(String(token.attrGet('style') ?? ''))?.[1]
      if (align) token.attrs = [['align', align]]
    }
    if (token.type === 'inline' && tokens[at - 2]?.type === 'list_item_open') {
      const first = token.children?.[0]
      const box = /^\[([ xX])\]\s/.exec(first?.content ?? '')?.[1]
      if (first && box) first.content = `${open[box as keyof typeof open]} ${first.content.slice(4)}` // the pattern matches only its keys
    }
  }
  env.headings = headings
})

interface InlineToken {
  type: string
  content: string
  children: InlineToken[] | null
}

function plainText(tokens: readonly InlineToken[]): string {
  return tokens
    .map(({ type, content, children }) => {
      if (type === 'text' || type === 'code_inline') return content
      if (type === 'softbreak' || type === 'hardbreak') return ' '
      return children ? plainText(children) : ''
    })
    .join('')
    .trim()
}

function uniqueSlug(text: string, taken: Map<string, number>): string {
  const slug =
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .trim()
      .replace(/\s+/g, '-') || 'section'
  const times = taken.get(slug) ?? 0
  taken.set(slug, times + 1)
  return times === 0 ? slug : `${slug}-${times}`
}

/**
 * Converts Markdown to HTML that is not yet safe to show.
 * @throws BeyondLimit at too many tokens
 */
export function parseMarkdown(source: string): { html: string; headings: Heading[] } {
  const env: { headings?: Heading[] } = {}
  parser.set({ highlight: createHighlighter() })
  const html = parser.render(source, env)
  return { html, headings: env.headings ?? [] }
}
