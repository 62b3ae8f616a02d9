import MarkdownIt from 'markdown-it'

export type BlockKind = 'code' | 'html' | 'text'

export interface Block {
  kind: BlockKind
  /** Whole lines, without the last line ending. */
  text: string
}

const parser = new MarkdownIt({ html: true })
parser.core.ruler.enableOnly(['normalize', 'block'])

/** Splits a text so that no link or code span crosses a boundary; joined by line endings, the blocks are the text again. */
export function blocksOf(source: string): Block[] {
  const text = source.replaceAll(/\r\n?/g, '\n')
  const lines = text.split('\n')
  const kinds = new Array<BlockKind>(lines.length).fill('text')
  const starts = new Set<number>()
  for (const { type, map } of parser.parse(text, {})) {
    if (!map) continue
    const [start, end] = map
    starts.add(start).add(end)
    if (type === 'fence' || type === 'code_block') kinds.fill('code', start, end)
    else if (type === 'html_block') kinds.fill('html', start, end)
  }
  const blocks: { kind: BlockKind; lines: string[] }[] = []
  for (const [at, line] of lines.entries()) {
    const last = blocks.at(-1)
    const kind = kinds[at] ?? 'text'
    if (!last || starts.has(at) || last.kind !== kind) blocks.push({ kind, lines: [line] })
    else last.lines.push(line)
  }
  return blocks.map(({ kind, lines }) => ({ kind, text: lines.join('\n') }))
}
