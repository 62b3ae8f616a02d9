import { afterAll, beforeAll, expect, test } from 'vitest'
import { limits } from './limits.ts'
import { type Markdown, openMarkdown } from './open-markdown.ts'

let markdown: Markdown
beforeAll(async () => {
  markdown = openMarkdown((error) => {
    throw error
  })
  await markdown.render('warm')
})
afterAll(() => markdown[Symbol.asyncDispose]())

const size = limits.sourceLength
/** A piece repeated up to the size of the field. */
const filled = (piece: string, start = '') => start + piece.repeat(Math.floor((size - start.length) / piece.length))

/** On a busy machine the thread may answer after the maximum wait of one call; the text is still rendered. */
async function inTime(source: string) {
  for (;;) {
    const rendered = await markdown.render(source)
    if (!rendered.html.includes('could not be formatted in time')) return rendered
  }
}

const attacks: [string, string][] = [
  ['headings', filled('#\n')],
  ['table rows', filled('|\n', '|a|\n|-|\n')],
  ['wide tables', filled('|\n', `${'|'.repeat(300)}\n${'|-'.repeat(300)}|\n`)],
  ['lazy lines below quotes', filled('b\n', `${'> '.repeat(40)}a\n`)],
  ['many quotes with lazy lines', filled(`${'> '.repeat(40)}a\n${'b\n'.repeat(50)}`)],
  ['emphasis', filled('*_')],
  ['emphasis of letters', filled('*a_ ')],
  ['deep lists', filled(Array.from({ length: 50 }, (_, depth) => `${'  '.repeat(depth)}- x`).join('\n'))],
  ['links', filled('[a](b) ')],
  ['references', filled('[a] ', '[a]: /b\n\n')],
  ['definitions', filled('[a]: /u\n')],
  ['brackets', filled('[a')],
  ['parentheses', filled('[a](')],
  ['footnotes', filled('[^a] ', '[^a]: b\n\n')],
  ['addresses', filled('http://a.b ')],
  ['pictures', filled('![](https://a.b/c) ')],
  ['code', filled('`a` ')],
  ['a long code block', filled('const a = 1\n', '```ts\n')],
  ['code blocks', filled('```ts\nlet a\n```\n')],
  ['tags', filled('<b>')],
  ['pairs of tags', filled('<b>a</b>\n\n')],
  ['signs that are escaped', filled('<')],
  ['empty list items', filled('-\n')],
  ['tables', filled('|a|\n|-|\n\n')],
]

test.each(attacks)('%s at the size of the field hold up neither the event loop nor the thread', async (_, source) => {
  // CPU time of this thread: the load of the machine does not count.
  const before = process.threadCpuUsage()
  const { html } = await markdown.render(source)
  const { user, system } = process.threadCpuUsage(before)
  // Hashing, sending and, beyond a limit, escaping; the bound is three times the usual time, for slow machines.
  expect((user + system) / 1_000).toBeLessThan(150)
  // As plain text, each character becomes at most five (`&amp;`).
  const isPlain = html.includes('<pre class="plain-text"')
  expect(html.length).toBeLessThanOrEqual((isPlain ? 5 * source.length : limits.htmlLength) + 500)
})

test('a text beyond a limit is shown as it was written, escaped, below a note', async () => {
  const { html, headings } = await inTime('# <b>&\n'.repeat(20_000))
  expect(html).toMatch(/^<p><em>The formatting of this text is too elaborate to show/)
  expect(html).toContain('<pre class="plain-text" dir="auto"># &lt;b&gt;&amp;\n')
  expect(headings).toEqual([])
  const longer = await markdown.render('a'.repeat(size + 1))
  expect(longer.html).toContain('<pre class="plain-text"')
})

test('one text is rendered once: for calls at the same time, and from then on', async () => {
  const [first, second] = await Promise.all([markdown.render('# Same'), markdown.render('# Same')])
  expect(second).toBe(first)
  expect(await markdown.render('# Same')).toBe(first)
})

test('large texts do not drop what was rendered of short ones', async () => {
  const short = await markdown.render('# Short')
  for (let nth = 0; nth < 60; nth++) await markdown.render(`${'word '.repeat(30_000)}${nth}`)
  expect(await markdown.render('# Short')).toBe(short)
})

test('a flood of hostile texts is bounded, and a short text is rendered beside it', async () => {
  const flood = Array.from({ length: 100 }, (_, nth) => markdown.render(`${nth}${filled('<b>').slice(10)}`))
  const { html } = await inTime('# Mine')
  expect(html).toContain('Mine</h2>')
  const answers = await Promise.all(flood)
  expect(answers.filter((answer) => answer.html.includes('could not be formatted in time')).length).toBeGreaterThan(50)
})
