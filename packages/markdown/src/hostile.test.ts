import { expect, test } from 'vitest'
import { limits } from './limits.ts'
import { renderMarkdown } from './render.ts'

/** Every tag and attribute of an HTML text in which text and values are escaped. */
function tagsOf(html: string): { name: string; attributes: Record<string, string> }[] {
  return [...html.matchAll(/<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/gi)].map(([, name = '', rest = '']) => ({
    name: name.toLowerCase(),
    attributes: Object.fromEntries(
      [...rest.matchAll(/([^\s=/"]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [key.toLowerCase(), value]),
    ),
  }))
}

const tags =
  'p div blockquote pre ul ol li dl dt dd table thead tbody tfoot tr th td caption details summary hr figure figcaption a b strong i em s del ins u mark small q cite code kbd samp var sub sup abbr span br img ruby rt rp wbr h2 h3 h4 h5 h6'.split(
    ' ',
  )
const attributes =
  'id title href rel src alt width height loading decoding referrerpolicy start reversed open tabindex align dir colspan rowspan class'.split(
    ' ',
  )

function expectHarmless(html: string): void {
  for (const { name, attributes: given } of tagsOf(html)) {
    expect(tags).toContain(name)
    for (const [key, value] of Object.entries(given)) {
      expect(attributes).toContain(key)
      if (key === 'href') expect(value).toMatch(/^(?:https?:\/\/|mailto:|#|\/(?![/\\]))/i)
      if (key === 'src') expect(value).toMatch(/^https:\/\//i)
      if (key === 'id') expect(value).toMatch(/^user-content-/)
      if (key === 'class') expect(value).toMatch(/^(?:language-[\w+#-]+|hljs-[a-z_-]+(?: [a-z]+_)*)$/)
    }
  }
  // Nothing else may open a tag.
  expect(html.replace(/<\/?[a-z][^<>]*>/gi, '')).not.toMatch(/[<>]/)
}

const attacks = [
  '<script>alert(1)</script>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<img src=x onerror=alert(1)>',
  '<img src="https://a.b/c" onload=alert(1) style="position:fixed;inset:0">',
  '<svg onload=alert(1)><script>alert(1)</script><a xlink:href="javascript:alert(1)">x</a></svg>',
  '<math><mi xlink:href="data:x,<script>alert(1)</script>">x</mi></math>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<iframe src="https://evil.example"></iframe><iframe srcdoc="<script>alert(1)</script>">',
  '<object data="x"></object><embed src="x"><applet code="x"></applet>',
  '<form action="https://evil.example"><input name=password><button>Sign in</button><select><option>x</select><textarea></form>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example"><base href="https://evil.example/"><link rel=stylesheet href=x>',
  '<style>body{display:none}</style><p style="background:url(https://evil.example)" class="mantine-Button-root">x</p>',
  '[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](java\tscript:alert(1)) [d](vbscript:x) [e](data:text/html,<script>alert(1)</script>)',
  '<a href="javascript:alert(1)">x</a><a href="&#106;avascript:alert(1)">x</a><a href=" javascript:alert(1)">x</a><a href="\u0001javascript:alert(1)">x</a>',
  '<a href="//evil.example">x</a><a href="/\\evil.example">x</a><a href="/\t/evil.example">x</a>',
  '![x](data:image/svg+xml,<svg/onload=alert(1)>) ![x](javascript:alert(1))',
  '[x](https://a.b "a\\" onmouseover=alert(1) b=\\"")',
  '<a id="content" name="account-menu">x</a><p id="q id">x</p>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>',
  '<!--><img src=x onerror=alert(1)>--> <![CDATA[<img src=x onerror=alert(1)>]]> <?x <img src=x onerror=alert(1)>?>',
  '<p\u0000onclick=alert(1)>x</p><p/onclick=alert(1)>x</p><img/src="https://a.b"/onerror=alert(1)>',
  '```html"><script>alert(1)</script>\n</code></pre><script>alert(1)</script>\n```',
  '<https://a.b/"onmouseover="alert(1)> <javascript:alert(1)>',
  '<table background="javascript:alert(1)"><td onclick=alert(1)>x',
  '<details ontoggle=alert(1) open>x</details><div popover id=account-menu>x</div><video src=x onerror=alert(1)><audio autoplay src=x>',
]

test.each(attacks)('%s is harmless', (source) => {
  expectHarmless(renderMarkdown(source).html)
})

const times = 10_000
const nests: [string, string][] = [
  ['quotes', `${'> '.repeat(times)}x`],
  ['quotes without spaces', `${'>'.repeat(times)}x`],
  ['lists', `${'- '.repeat(times)}x`],
  ['deeper and deeper lists', Array.from({ length: 600 }, (_, depth) => `${'  '.repeat(depth % 200)}- x`).join('\n')],
  ['divs', '<div>'.repeat(times)],
  ['closed divs', '<div>'.repeat(times) + '</div>'.repeat(times)],
  ['spans in a line', `x ${'<span>'.repeat(times)}`],
  ['brackets', '['.repeat(times)],
  ['pictures', '!['.repeat(times)],
  ['links in links', `${'['.repeat(times)}x${'](y)'.repeat(times)}`],
  ['stars', '*a '.repeat(times)],
  ['underlines', '_a_'.repeat(times)],
  ['backticks', Array.from({ length: 400 }, (_, length) => '`'.repeat(length + 1)).join(' ')],
  ['tags that never end', '<a '.repeat(times)],
  ['comments that never end', '<!--'.repeat(times)],
  [
    'letters in code',
    ['ini', 'java', 'ts'].map((language) => `\`\`\`${language}\n${'a'.repeat(times)}\n\`\`\`\n`).join('\n'),
  ],
  ['lines of code', `\`\`\`java\n${`${'a'.repeat(200)}\n`.repeat(49)}\`\`\`\n`.repeat(10)],
  ['iframes', '<iframe>'.repeat(times)],
  ['tables', '<table><tr><td>'.repeat(times / 4)],
]

test.each(nests)('%s, ten thousand of them, stay shallow and take less time than a text may', (_, source) => {
  // CPU time, and the best of three: the load of the machine must not count.
  const times = Array.from({ length: 3 }, () => {
    const before = process.threadCpuUsage()
    renderMarkdown(source)
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1_000
  })
  expect(Math.min(...times)).toBeLessThan(limits.cpuMs)
  const { html } = renderMarkdown(source)
  expectHarmless(html)
  expect(depthOf(html)).toBeLessThanOrEqual(120)
})

function depthOf(html: string): number {
  let depth = 0
  let deepest = 0
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)/g)) {
    if (['br', 'hr', 'img', 'wbr'].includes(name)) continue
    depth += slash ? -1 : 1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}
