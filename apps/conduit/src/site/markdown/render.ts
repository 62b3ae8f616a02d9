import MarkdownIt from 'markdown-it'

/** Deeper markup than this is left out: no person writes it, and it costs time. */
const maxNesting = 50

const parser = new MarkdownIt({ html: true, linkify: true, maxNesting })
// Only whole addresses become links: to the fuzzy matcher `readme.md` is a site in Moldova.
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })

const allowedTags = (
  'h1 h2 h3 h4 h5 h6 p br hr blockquote pre code kbd samp var em strong b i u s del ins mark small sub sup abbr cite q ' +
  'ul ol li dl dt dd table thead tbody tfoot tr th td caption a img figure figcaption details summary'
).split(' ')

const allowedAttributes = ['href', 'src', 'alt', 'title', 'width', 'height', 'start', 'colspan', 'rowspan', 'align']

/** Cleans HTML: sanitize-html on the server, DOMPurify in the browser, by one list. */
type Sanitize = (html: string) => string

/** Markdown to HTML that is safe to show. The libraries come when the first article is read. */
export async function renderMarkdown(source: string): Promise<string> {
  const sanitize = import.meta.env.SSR ? await forServer() : await forBrowser()
  return sanitize(parser.render(source))
}

async function forServer(): Promise<Sanitize> {
  const { default: sanitizeHtml } = await import('sanitize-html')
  return (html) =>
    sanitizeHtml(html, {
      allowedTags: [...allowedTags],
      allowedAttributes: { '*': [...allowedAttributes], a: ['href', 'title', 'rel'] },
      allowedSchemes: ['https', 'http', 'mailto'],
      allowedSchemesByTag: { img: ['https'] },
      allowProtocolRelative: false,
      nestingLimit: maxNesting,
      transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'nofollow ugc noopener' }) },
    })
}

async function forBrowser(): Promise<Sanitize> {
  const { default: purify } = await import('dompurify')
  purify.removeAllHooks()
  purify.addHook('afterSanitizeAttributes', (node) => {
    if (node.nodeName === 'A') node.setAttribute('rel', 'nofollow ugc noopener')
    if (node.nodeName === 'IMG' && !/^(https:|\/(?![/\\])|[^:/\\]*$)/i.test(node.getAttribute('src') ?? '')) {
      node.removeAttribute('src')
    }
  })
  return (html) =>
    purify.sanitize(html, {
      ALLOWED_TAGS: allowedTags,
      ALLOWED_ATTR: [...allowedAttributes, 'rel'],
      ALLOW_DATA_ATTR: false,
      ALLOW_ARIA_ATTR: false,
      ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|#|\/(?![/\\])|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
    })
}
