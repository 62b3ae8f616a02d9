import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { restPath } from '@plinth/api/transports/rest/base-path'
import { nonceHeader } from './security-headers.ts'

const toGzip = promisify(gzip)

const scriptPath = '/reference/scalar.js'

/** The page. Scalar reads the nonce for its styles from `csp-nonce`. */
const pageOf = (nonce: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta property="csp-nonce" content="${nonce}">
    <title>API reference · Plinth</title>
    <link rel="icon" href="/favicon.ico">
    <link rel="stylesheet" href="/reference.css">
  </head>
  <body>
    <header><a href="/">Plinth</a><span>API reference</span><a href="${restPath}/openapi.json">OpenAPI</a></header>
    <main id="reference" data-document="${restPath}/openapi.json"></main>
    <script src="/reference.js" nonce="${nonce}"></script>
  </body>
</html>
`

interface Script {
  readonly plain: string
  readonly compressed: Buffer
  readonly etag: string
}

/**
 * Scalar's script for browsers. Of their packages, the Fastify plugin contains the whole script and has only fifteen dependencies; the one for
 * browsers has two hundred and fifty. A plugin is a function that registers routes: it gets an object that records them.
 */
async function loadScript(): Promise<Script> {
  const { default: plugin } = await import('@scalar/fastify-api-reference')
  let plain = ''
  const reply = { header: () => reply, send: (text: string) => (plain = text) }
  const fastify = {
    hasPlugin: () => false,
    route({ url, handler }: { url: string; handler(request: unknown, answer: typeof reply): void }) {
      if (url.endsWith('.js')) handler(undefined, reply)
    },
  }
  // The plugin uses nothing else of Fastify.
  plugin(fastify as never, { configuration: { url: restPath } }, () => undefined)
  if (plain === '') throw new Error('@scalar/fastify-api-reference registers no script any more.')
  const etag = `"${createHash('sha256').update(plain).digest('base64url')}"`
  return { plain, compressed: await toGzip(plain), etag }
}

let loading: Promise<Script> | undefined

/** Whether an address belongs to the API reference: the page, or its script. */
export const isReference = (path: string) => path === '/reference' || path === scriptPath

/** Answers with the API reference: all of it from this origin. */
export async function answerReference(req: IncomingMessage, res: ServerResponse, path: string): Promise<void> {
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.writeHead(405, { allow: 'GET, HEAD' }).end()
    return
  }
  const isHead = req.method === 'HEAD'
  if (path !== scriptPath) {
    const page = pageOf(String(req.headers[nonceHeader]))
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    res.end(isHead ? undefined : page)
    return
  }
  loading ??= loadScript()
  const { plain, compressed, etag } = await loading
  const headers = { etag, vary: 'accept-encoding', 'cache-control': 'public, max-age=3600' }
  if (req.headers['if-none-match'] === etag) {
    res.writeHead(304, headers).end()
    return
  }
  const isZipped = /\bgzip\b/.test(String(req.headers['accept-encoding']))
  res.writeHead(200, {
    ...headers,
    'content-type': 'text/javascript; charset=utf-8',
    ...(isZipped && { 'content-encoding': 'gzip' }),
  })
  res.end(isHead ? undefined : isZipped ? compressed : plain)
}
