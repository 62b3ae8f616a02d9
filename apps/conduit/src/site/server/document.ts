import { createHash } from 'node:crypto'
import type { Rendered } from '../entry-server.tsx'
import type { Head } from '../routing/page.ts'

/** The scripts and styles of a page. */
export interface Links {
  readonly scripts: readonly string[]
  readonly styles: readonly string[]
  readonly fonts: readonly string[]
}

/** Runs before the first paint: a user with a token is not a guest, so the parts for guests do not flash up. */
const early = "try{if(localStorage.jwtToken)document.documentElement.dataset.token=''}catch{}"
const earlyHash = createHash('sha256').update(early).digest('base64')

/** Only the site's own files may run, load or receive requests; users' pictures may come from other sites. */
export const contentPolicy = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${earlyHash}'`,
  "style-src 'self'",
  "img-src 'self' https: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The HTML document around a rendered page. */
export function documentOf({ head, html, data, status }: Rendered, url: URL, links: Links): string {
  const canonical = url.origin + (head.article?.path ?? url.pathname + pageQuery(url))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(head.title)}</title>
<meta name="description" content="${escaped(head.description ?? head.title)}">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbfaf6">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#131512">
<script>${early}</script>
${links.styles.map((href) => `<link rel="stylesheet" href="${href}">`).join('\n')}
${links.fonts.map((href) => `<link rel="preload" as="font" type="font/woff2" href="${href}" crossorigin>`).join('\n')}
${links.scripts.map((src) => `<script type="module" src="${src}"></script>`).join('\n')}
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
${status === 200 && !head.isPrivate ? publicTags(head, canonical) : '<meta name="robots" content="noindex">'}
</head>
<body>
<div id="root">${html}</div>
<script id="data" type="application/json">${jsonInHtml(data)}</script>
</body>
</html>
`
}

function publicTags({ title, description, article }: Head, canonical: string): string {
  const properties: [string, string][] = [
    ['og:site_name', 'Conduit'],
    ['og:type', article ? 'article' : 'website'],
    ['og:title', title.replace(/ – Conduit$/, '')],
    ['og:description', description ?? title],
    ['og:url', canonical],
    ...(article
      ? [
          ['article:published_time', article.publishedAt] as [string, string],
          ['article:author', article.author] as [string, string],
          ...article.tags.map((tag): [string, string] => ['article:tag', tag]),
        ]
      : []),
  ]
  const tags = properties.map(([name, value]) => `<meta property="${name}" content="${escaped(value)}">`)
  return [`<link rel="canonical" href="${escaped(canonical)}">`, ...tags].join('\n')
}

/** Only the page parameter of the query distinguishes documents. */
function pageQuery(url: URL): string {
  const page = url.searchParams.get('page')
  return page === null || page === '1' ? '' : `?page=${encodeURIComponent(page)}`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

/** JSON that cannot end its script element. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c')
}
