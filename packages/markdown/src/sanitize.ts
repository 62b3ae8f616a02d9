import sanitizeHtml from 'sanitize-html'
import { limits } from './limits.ts'
import { idPrefix } from './parser.ts'

type Attributes = Record<string, string>

const blocks =
  'p div blockquote pre ul ol li dl dt dd table thead tbody tfoot tr th td caption details summary hr figure figcaption'
const inline = 'a b strong i em s del ins u mark small q cite code kbd samp var sub sup abbr span br img ruby rt rp wbr'
const headings = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6']
const alignable = 'p div th td h2 h3 h4 h5 h6'.split(' ')

const align = { name: 'align', values: ['left', 'center', 'right'] }
const dir = { name: 'dir', values: ['ltr', 'rtl', 'auto'] }

const allowedAttributes: Record<string, sanitizeHtml.AllowedAttribute[]> = {
  '*': ['id', 'title'],
  a: ['href', 'rel'],
  img: ['src', 'alt', 'width', 'height', 'loading', 'decoding', 'referrerpolicy'],
  ol: ['start', 'reversed'],
  details: ['open'],
  pre: ['tabindex'],
  table: ['tabindex'],
}
for (const tag of alignable) allowedAttributes[tag] = [align, dir]
for (const tag of ['th', 'td']) allowedAttributes[tag] = [align, dir, 'colspan', 'rowspan']

/**
 * Makes HTML safe to insert into a page, whatever its source: an allow-list of tags and attributes, links without referrer or ranking benefit,
 * images only over https, no styles, and ids that cannot be confused with elements of the page. Its headings are below the page's
 * own `h1` and skip no level.
 */
export function sanitize(html: string): string {
  return sanitizeHtml(html, {
    allowedTags: [...blocks.split(' '), ...inline.split(' '), ...headings.slice(1)],
    allowedAttributes,
    allowedClasses: {
      code: [/^language-[\w+#-]{1,40}$/],
      span: [/^hljs-[a-z_-]{1,30}$/, /^(?:function|class|inherited|invoke|constant)_$/],
    },
    allowedSchemes: ['http', 'https', 'mailto'],
    allowedSchemesByTag: { img: ['https'] },
    allowProtocolRelative: false,
    parseStyleAttributes: false,
    nestingLimit: limits.htmlNesting,
    // A link without content can neither be seen nor announced.
    exclusiveFilter: ({ tag, attribs, text, mediaChildren }) =>
      tag === 'a' && attribs.href !== undefined && text.trim() === '' && mediaChildren.length === 0,
    ...namedPictures(),
  })
}

/** An image without alternative text that is the whole content of a link gets the name of the link's site. */
function namedPictures(): Pick<sanitizeHtml.IOptions, 'onOpenTag' | 'onCloseTag' | 'transformTags'> {
  const around: string[] = []
  return {
    onOpenTag: (name, { href }) => {
      if (name === 'a') around.push(href ?? '')
    },
    onCloseTag: (name) => {
      if (name === 'a') around.pop()
    },
    transformTags: {
      ...transforms,
      ...headingTransforms(),
      img: (tagName, attribs) => {
        const href = around.at(-1)
        return picture(tagName, { ...attribs, alt: attribs.alt || (href ? siteOf(href) : '') })
      },
    },
  }
}

const siteOf = (href: string) => (URL.canParse(href) && new URL(href).hostname) || 'Link'

const withId = ({ id, ...others }: Attributes): Attributes => {
  // An id with a space is not valid, and would count as two.
  if (!id || /\s/.test(id)) return others
  return { ...others, id: id.startsWith(idPrefix) ? id : idPrefix + id }
}

const transforms: Record<string, sanitizeHtml.Transformer> = {
  '*': (tagName, attribs) => ({ tagName, attribs: withId(attribs) }),
  a: (tagName, { href, name, id, ...attribs }) => {
    const target = href === undefined ? undefined : safeAddress(href)
    const anchor = id ?? name
    return {
      tagName,
      attribs: {
        ...attribs,
        ...(anchor !== undefined && { id: anchor }),
        ...(target !== undefined && { href: target, ...(!target.startsWith('#') && { rel: 'nofollow noopener ugc' }) }),
      },
    }
  },
  center: (_, attribs) => ({ tagName: 'div', attribs: { ...attribs, align: 'center' } }),
  tt: (_, attribs) => ({ tagName: 'code', attribs }),
  strike: (_, attribs) => ({ tagName: 's', attribs }),
  // Both may scroll horizontally, and must then be reachable by keyboard.
  pre: (tagName, attribs) => ({ tagName, attribs: { ...attribs, tabindex: '0' } }),
  table: (tagName, attribs) => ({ tagName, attribs: { ...attribs, tabindex: '0' } }),
}

const picture: sanitizeHtml.Transformer = (tagName, { src = '', alt = '', width, height, title }) => {
  if (!/^https:\/\//i.test(src)) return { tagName: 'span', attribs: {}, text: alt }
  return {
    tagName,
    attribs: {
      src,
      alt,
      ...(title && { title }),
      ...(width && /^\d{1,4}%?$/.test(width) && { width }),
      ...(height && /^\d{1,4}$/.test(height) && { height }),
      loading: 'lazy',
      decoding: 'async',
      referrerpolicy: 'no-referrer',
    },
  }
}

/** The page's title is its `h1`; a text starts at `h2` and descends one level at a time. */
function headingTransforms(): Record<string, sanitizeHtml.Transformer> {
  const above: number[] = []
  const place = (written: number): number => {
    while (above.length > 0 && (above.at(-1) ?? 0) >= written) above.pop()
    above.push(written)
    return Math.min(above.length + 1, 6)
  }
  return Object.fromEntries(
    headings.map((tag, at) => [tag, (_: string, attribs: Attributes) => ({ tagName: `h${place(at + 1)}`, attribs })]),
  )
}

/** The allowed targets of a link: another site, a path of this site from its root, or a heading of the same text. A relative path has no base here. */
function safeAddress(href: string): string | undefined {
  const address = href.trim()
  if (hasControlCharacter(address)) return undefined
  if (address.startsWith('#')) {
    const fragment = address.slice(1)
    return fragment === '' || fragment.startsWith(idPrefix) ? address : `#${idPrefix}${fragment}`
  }
  if (/^\/(?![/\\])/.test(address)) return address
  return /^(?:https?:\/\/|mailto:)/i.test(address) ? address : undefined
}

const hasControlCharacter = (text: string) => [...text].some((character) => character < ' ')
