/** The parts of a Markdown text that can become outdated. */
export interface Markdown {
  /** Inline code. */
  readonly codes: readonly Located[]
  /** Lines of fenced blocks. */
  readonly blocks: readonly Block[]
  /** Targets of links and images. */
  readonly links: readonly Located[]
  /** Anchors of its headings, as GitHub generates them. */
  readonly anchors: ReadonlySet<string>
}

export interface Located {
  readonly text: string
  /** From 1. */
  readonly line: number
}

export interface Block {
  readonly language: string
  readonly lines: readonly Located[]
}

/** Reads the parts that the checks need; not a full Markdown parser. */
export function readMarkdown(source: string): Markdown {
  const codes: Located[] = []
  const links: Located[] = []
  const blocks: { language: string; lines: Located[] }[] = []
  const anchors = new Set<string>()
  let fence: string | null = null
  for (const [index, text] of source.split('\n').entries()) {
    const line = index + 1
    const mark = text.match(/^\s*(`{3,}|~{3,})\s*(\w*)/)
    if (fence !== null) {
      if (mark?.[1]?.startsWith(fence)) fence = null
      else blocks.at(-1)?.lines.push({ text, line })
    } else if (mark?.[1]) {
      fence = mark[1]
      blocks.push({ language: mark[2] ?? '', lines: [] })
    } else {
      const heading = text.match(/^#{1,6}\s+(.*)$/)?.[1]
      if (heading) anchors.add(anchorOf(heading, anchors))
      for (const match of text.matchAll(/(`+)(.+?)\1/g)) codes.push({ text: match[2]?.trim() ?? '', line })
      const prose = text.replaceAll(/(`+)(.+?)\1/g, '')
      for (const match of prose.matchAll(/\]\(\s*<?([^)\s>]+)/g)) links.push({ text: match[1] ?? '', line })
      for (const match of prose.matchAll(/^\s*\[[^\]]+\]:\s*(\S+)/g)) links.push({ text: match[1] ?? '', line })
      for (const match of prose.matchAll(/\b(?:src|href)="([^"]+)"/g)) links.push({ text: match[1] ?? '', line })
    }
  }
  return { codes, blocks, links, anchors }
}

function anchorOf(heading: string, taken: ReadonlySet<string>): string {
  const words = heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
  const anchor = words.replaceAll(/\s/g, '-')
  let unique = anchor
  for (let count = 1; taken.has(unique); count++) unique = `${anchor}-${count}`
  return unique
}
