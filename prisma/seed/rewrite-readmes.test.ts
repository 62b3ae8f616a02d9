import { resolve } from 'node:path'
import MarkdownIt from 'markdown-it'
import { expect, test } from 'vitest'
import { collectDocuments } from './collect.ts'
import { githubLinks } from './github-links.ts'
import { rewriteLinks } from './rewrite-links.ts'

const parser = new MarkdownIt({ html: true })
const links = githubLinks({ owner: 'acme', name: 'mono', directory: 'packages/tool' })

/** The contents that a full Markdown parser finds in a text: code as written, and the targets of links and pictures. */
function contentOf(text: string) {
  const code: string[] = []
  const targets: string[] = []
  const visit = (tokens: ReturnType<typeof parser.parse>) => {
    for (const token of tokens) {
      const { type } = token
      if (type === 'fence' || type === 'code_block' || type === 'code_inline') code.push(token.content)
      if (type === 'link_open') targets.push(`page ${token.attrGet('href')}`)
      if (type === 'image') targets.push(`picture ${token.attrGet('src')}`)
      visit(token.children ?? [])
    }
  }
  visit(parser.parse(text, {}))
  return { code, targets }
}

/** The expected targets. */
function resolved(targets: readonly string[]): string[] {
  return targets.map((text) => {
    const kind = text.startsWith('page') ? 'page' : 'picture'
    const target = text.slice(kind.length + 1)
    return `${kind} ${links(decodeURI(target), kind) ?? target}`
  })
}

test('in the READMEs of all that is installed, every link is rewritten and no code', async () => {
  const { documents } = await collectDocuments(resolve(import.meta.dirname, '../..'), () => undefined)
  let changed = 0
  for (const { title, body } of documents) {
    // Makes links relative again that GitHub has already resolved.
    const source = body.replaceAll(
      /https:\/\/(?:github|raw\.githubusercontent)\.com\/[\w.-]+\/[\w.-]+\/(?:blob\/)?HEAD\//g,
      './',
    )
    const rewritten = rewriteLinks(source, links)
    const before = contentOf(source)
    const after = contentOf(rewritten)
    expect(after.code, title).toEqual(before.code)
    expect(after.targets, title).toEqual(resolved(before.targets))
    if (rewritten !== source) changed++
  }
  expect(changed).toBeGreaterThan(50)
})
