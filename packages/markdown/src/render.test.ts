import { expect, test } from 'vitest'
import { renderMarkdown } from './render.ts'

const html = (source: string) => renderMarkdown(source).html.trim()

test('tables, task lists, strike-through and addresses are understood as on GitHub', () => {
  expect(html('| a | b |\n|:-:|--:|\n| 1 | ~~2~~ |')).toContain(
    '<td align="center">1</td>\n<td align="right"><s>2</s></td>',
  )
  expect(html('- [x] done\n- [ ] to do')).toBe('<ul>\n<li>☑ done</li>\n<li>☐ to do</li>\n</ul>')
  expect(html('see https://example.com/a?b=c.')).toBe(
    '<p>see <a href="https://example.com/a?b=c" rel="nofollow noopener ugc">https://example.com/a?b=c</a>.</p>',
  )
})

test('a file name is not taken for a site', () => {
  expect(html('readme.md and node.js')).toBe('<p>readme.md and node.js</p>')
})

test('headings come below the title of the page, skip no level, and can be linked to', () => {
  const { html, headings } = renderMarkdown(
    '# One\n\n### Two & `three`\n\n# One\n\n<h1 align="center">Four</h1>\n\n[up](#one)',
  )
  expect(html.match(/<h\d[^>]*>/g)).toEqual([
    '<h2 id="user-content-one">',
    '<h3 id="user-content-two-three">',
    '<h2 id="user-content-one-1">',
    '<h2 align="center">',
  ])
  expect(headings).toEqual([
    { id: 'user-content-one', text: 'One', level: 1 },
    { id: 'user-content-two-three', text: 'Two & three', level: 3 },
    { id: 'user-content-one-1', text: 'One', level: 1 },
  ])
  expect(html).toContain('<a href="#user-content-one">up</a>')
})

test('a heading in any alphabet has an id', () => {
  expect(renderMarkdown('## Установка\n\n## 安装\n\n## !!!').headings.map(({ id }) => id)).toEqual([
    'user-content-установка',
    'user-content-安装',
    'user-content-section',
  ])
})

test('pictures load late, over https alone, and tell their site nothing of the reader', () => {
  expect(html('![logo](https://example.com/a.png "A")')).toBe(
    '<p><img src="https://example.com/a.png" alt="logo" title="A" loading="lazy" decoding="async" referrerpolicy="no-referrer" /></p>',
  )
  expect(html('![logo](http://example.com/a.png)')).toBe('<p><span>logo</span></p>')
  expect(html('![logo](./a.png)')).toBe('<p><span>logo</span></p>')
})

test('a link whose only content is a picture without words is named after its site', () => {
  expect(html('[![](https://img.example/a.svg)](https://example.com/x)')).toContain('alt="example.com"')
  expect(html('before <a href="https://example.com"></a> after')).toBe('<p>before  after</p>')
})

test('a link without a base leads nowhere, one from the root of the site does', () => {
  expect(html('[a](docs/x.md) [b](../y) [c](/articles/z)')).toBe(
    '<p><a>a</a> <a>b</a> <a href="/articles/z" rel="nofollow noopener ugc">c</a></p>',
  )
})

test('code keeps its language, and can be reached by keyboard where it scrolls', () => {
  expect(html('```c++ title=x\na < b\n```')).toBe(
    '<pre tabindex="0"><code class="language-c++">a &lt; b\n</code></pre>',
  )
})

test('code in a known language is coloured, and stays what it was', () => {
  const coloured = html('```ts\nconst a = "<b>" // x\n```')
  expect(coloured).toContain('<span class="hljs-keyword">const</span>')
  expect(coloured.replace(/<[^>]*>/g, '')).toBe('const a = "&lt;b&gt;" // x\n')
})

test('centred parts, details and sizes of READMEs survive', () => {
  expect(
    html('<div align="center">\n<img src="https://example.com/a.png" width="120" height="auto" style="x">\n</div>'),
  ).toBe(
    '<div align="center">\n<img src="https://example.com/a.png" alt="" width="120" loading="lazy" decoding="async" referrerpolicy="no-referrer" />\n</div>',
  )
  expect(html('<details open><summary>More</summary>text</details>')).toBe(
    '<details open><summary>More</summary>text</details>',
  )
})
