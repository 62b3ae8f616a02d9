import { type BlockKind, blocksOf } from './markdown-blocks.ts'

/** Returns the address to write in place of a target, or undefined to keep it. */
export type LinkResolver = (target: string, kind: 'page' | 'picture') => string | undefined

/** Rewrites the targets of Markdown's links, pictures and link definitions and of HTML's `href` and `src`; code is not changed. */
export function rewriteLinks(source: string, resolve: LinkResolver): string {
  const rewrite: Record<BlockKind, (text: string) => string> = {
    code: (text) => text,
    html: (text) => text.replace(tagOrComment, (tag) => rewriteTag(tag, resolve)),
    text: (text) => rewriteText(text, resolve),
  }
  return blocksOf(source)
    .map(({ kind, text }) => rewrite[kind](text))
    .join('\n')
}

const tag = /<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*>/
const tagOrComment = new RegExp(`<!--[^]*?(?:-->|$)|${tag.source}`, 'gi')

function rewriteTag(text: string, resolve: LinkResolver): string {
  if (text.startsWith('<!--')) return text
  return text.replace(attribute, (whole, before: string, value: string) => {
    const name = before.split('=', 1)[0]?.trim().toLowerCase()
    if (name !== 'href' && name !== 'src') return whole
    const quote = /^["']/.exec(value)?.[0] ?? ''
    const target = quote === '' ? value : value.slice(1, -1)
    const instead = resolve(target.trim(), name === 'src' ? 'picture' : 'page')
    return instead === undefined ? whole : before + quote + instead + quote
  })
}

const attribute = /([^\s"'<>/=]+\s*=\s*)("[^"]*"|'[^']*'|[^\s"'<>]+)/g

// Matches escapes, runs of backticks, comments and tags, which are handled separately, and brackets, which form links.
const piece = new RegExp(`\\\\[^]|\`+|<!--[^]*?(?:-->|$)|${tag.source}|!?\\[|\\]`, 'gi')
// After the bracket: the target in angle brackets, or without spaces and with balanced parentheses.
const target = '<([^<>\\n]*)>|((?:\\\\[^]|[^\\s()\\\\]|\\((?:\\\\[^]|[^\\s()\\\\])*\\))+)'
// Only a title may follow it.
const linkTarget = new RegExp(`\\(\\s*(?:${target})(?=\\s*\\)|\\s+["'(])`, 'y')
const definitionTarget = new RegExp(`:\\s*(?:${target})(?=\\s*(?:$|\\n|["'(]))`, 'y')

interface Bracket {
  isPicture: boolean
  /** Whether a link definition may begin here. */
  isFirst: boolean
}

function rewriteText(text: string, resolve: LinkResolver): string {
  const open: Bracket[] = []
  let written = ''
  let done = 0
  const write = (start: number, end: number, instead: string) => {
    written += text.slice(done, start) + instead
    done = end
  }
  piece.lastIndex = 0
  for (let match = piece.exec(text); match; match = piece.exec(text)) {
    const [found] = match
    const end = match.index + found.length
    if (found.startsWith('\\')) continue
    if (found.startsWith('`')) piece.lastIndex = endOfCode(text, end, found.length)
    else if (found.endsWith('[')) open.push({ isPicture: found === '![', isFirst: isLabelStart(text, match.index) })
    else if (found.startsWith('<')) write(match.index, end, rewriteTag(found, resolve))
    else if (found === ']') {
      const bracket = open.pop()
      const where = bracket && targetAt(text, end, bracket)
      if (!where) continue
      const instead = resolve(unescaped(where.target), where.kind)
      if (instead !== undefined) write(where.start, where.end, instead)
      piece.lastIndex = where.end
    }
  }
  return written + text.slice(done)
}

/** The end of a code span that begins with `ticks` backticks before `from`; without an end they are text. */
function endOfCode(text: string, from: number, ticks: number): number {
  const end = new RegExp(`(?<!\`)\`{${ticks}}(?!\`)`, 'g')
  end.lastIndex = from
  return end.exec(text) ? end.lastIndex : from
}

function isLabelStart(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 20), at)
  return /\n[ \t>]*$/.test(at < 20 ? `\n${before}` : before) && text[at + 1] !== '^'
}

function targetAt(text: string, at: number, bracket: Bracket) {
  const isDefinition = bracket.isFirst && text[at] === ':'
  const pattern = isDefinition ? definitionTarget : linkTarget
  pattern.lastIndex = at
  const match = pattern.exec(text)
  if (!match) return undefined
  const [, inAngles, bare] = match
  const end = pattern.lastIndex - (inAngles === undefined ? 0 : 1)
  const found = inAngles ?? bare ?? ''
  // A definition does not say whether it is used for a picture.
  const isPicture = isDefinition ? /\.(?:avif|gif|jpe?g|png|svg|webp)(?:[?#]|$)/i.test(found) : bracket.isPicture
  return { start: end - found.length, end, target: found, kind: isPicture ? 'picture' : 'page' } as const
}

/** A backslash before punctuation only makes it literal. */
function unescaped(target: string): string {
  return target.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
}
