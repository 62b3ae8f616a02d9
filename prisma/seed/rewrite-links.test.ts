import { expect, test } from 'vitest'
import { githubLinks } from './github-links.ts'
import { rewriteLinks } from './rewrite-links.ts'

const pages = 'https://github.com/acme/mono/blob/HEAD/packages/tool'
const bytes = 'https://raw.githubusercontent.com/acme/mono/HEAD/packages/tool'
const rewrite = (text: string) =>
  rewriteLinks(text, githubLinks({ owner: 'acme', name: 'mono', directory: 'packages/tool' }))

test('links lead to the page of the file, pictures to its bytes', () => {
  expect(rewrite('[guide](docs/guide.md#start "The guide") ![shot](./shot.png)')).toBe(
    `[guide](${pages}/docs/guide.md#start "The guide") ![shot](${bytes}/shot.png)`,
  )
  expect(rewrite('[![badge](badge.svg)](CHANGELOG.md)')).toBe(`[![badge](${bytes}/badge.svg)](${pages}/CHANGELOG.md)`)
  expect(rewrite('[a](<with space.md>) [b](a_(1).md) [c](a\\_b.md)')).toBe(
    `[a](<${pages}/with%20space.md>) [b](${pages}/a_(1).md) [c](${pages}/a_b.md)`,
  )
})

test('a leading slash is the root of the repository, and dots lead as far as on GitHub', () => {
  expect(rewrite('[a](/LICENSE) [b](../../LICENSE)')).toBe(
    '[a](https://github.com/acme/mono/blob/HEAD/LICENSE) [b](https://github.com/acme/mono/blob/HEAD/LICENSE)',
  )
  expect(rewrite('[a](../../../../issues)')).toBe('[a](https://github.com/acme/mono/issues)')
  expect(rewrite('![a](../../../../raw/main/a.png)')).toBe('![a](https://github.com/acme/mono/raw/main/a.png)')
})

test('whole addresses and places in the same text stay; an address without scheme gets one', () => {
  const text =
    '[a](https://a.example/b) [c](#d) [e](mailto:f@g.example) <https://h.example> ![i](data:image/png;base64,AA) []()'
  expect(rewrite(text)).toBe(text)
  expect(rewrite('![a](//img.example/a.png)')).toBe('![a](https://img.example/a.png)')
})

test('link definitions lead to bytes when they name a picture', () => {
  expect(rewrite('[guide][1] ![shot]\n\n[1]: docs/guide.md "Guide"\n[shot]: <shot one.png>\n> [2]: a.md')).toBe(
    `[guide][1] ![shot]\n\n[1]: ${pages}/docs/guide.md "Guide"\n[shot]: <${bytes}/shot%20one.png>\n> [2]: ${pages}/a.md`,
  )
})

test('text that only looks like a link stays', () => {
  for (const text of [
    '[Note]: this is prose',
    '[^1]: footnote.md',
    'array[0](x y z)',
    '\\[a](b.md)',
    'f](b.md)',
    '[a] (b.md)',
    '- [ ] task',
  ]) {
    expect(rewrite(text), text).toBe(text)
  }
})

test('code stays as it is, and what stands around it is rewritten', () => {
  const code = [
    '`[a](b.md)`',
    '``a ` [a](b.md)``',
    '`<img src="a.png">`',
    'a `two\nlines [a](b.md)` code',
    '```md\n[a](b.md)\n<img src="a.png">\n[x]: y.md\n```',
    '~~~~\n```\n[a](b.md)\n~~~~',
    '- item\n\n  ```js\n  [a](b.md)\n  ```',
    '> ```\n> [a](b.md)\n> ```',
    'text\n\n    [a](b.md)\n\n    <img src="a.png">',
    '```\n[a](never-closed.md)',
    '<!-- [a](b.md) <img src="a.png"> -->',
  ]
  for (const text of code) expect(rewrite(text), text).toBe(text)
  expect(rewrite('`a` [a](b.md) `b`\n\n```\n[a](b.md)\n```\n\n[a](b.md)')).toBe(
    `\`a\` [a](${pages}/b.md) \`b\`\n\n\`\`\`\n[a](b.md)\n\`\`\`\n\n[a](${pages}/b.md)`,
  )
})

test('a backtick without its match is text, and hides no link of another block', () => {
  expect(rewrite("it's ` one [a](b.md)")).toBe(`it's \` one [a](${pages}/b.md)`)
  expect(rewrite('- one ` tick\n- `code` [a](b.md)')).toBe(`- one \` tick\n- \`code\` [a](${pages}/b.md)`)
})

test('HTML in a block and within a line is rewritten, whatever its quotes', () => {
  expect(rewrite('<p align=center>\n<a href="docs/a.md"><IMG width=1 alt="src=\'x\'" SRC=\'a b.png\'></a>\n</p>')).toBe(
    `<p align=center>\n<a href="${pages}/docs/a.md"><IMG width=1 alt="src='x'" SRC='${bytes}/a%20b.png'></a>\n</p>`,
  )
  expect(rewrite('see <a href=docs/a.md>a</a> and <img alt="[x](y)" src="a.png">')).toBe(
    `see <a href=${pages}/docs/a.md>a</a> and <img alt="[x](y)" src="${bytes}/a.png">`,
  )
  expect(rewrite('<img src="https://a.example/b.png"> <a href="#c">')).toBe(
    '<img src="https://a.example/b.png"> <a href="#c">',
  )
})

test('a text of many openings without an end takes no time to speak of', () => {
  const startMs = performance.now()
  for (const opening of ['[', '![', '<a ', '<a "', '`', '](', '[a](((', '<!--', '\n[']) rewrite(opening.repeat(20_000))
  expect(performance.now() - startMs).toBeLessThan(5_000)
})
