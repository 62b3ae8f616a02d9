import type { IncomingMessage, ServerResponse } from 'node:http'
import { PlinthError } from '@plinth/core/errors'

/** The origins whose pages may call. */
export interface Origins {
  /** The server's public origin, such as `https://app.example.com`, if it differs from the Host header. */
  readonly public?: string | undefined
  /** Other origins, whose pages may call with a bearer token but never with the session cookie; `*` for any. */
  readonly allowed?: readonly string[] | undefined
  /** Whether a trusted proxy sets X-Forwarded-Proto to the scheme that clients use. */
  readonly isProxied?: boolean
}

/**
 * Refuses a write that another site makes a browser send. A browser sends the origin with every write; a program that sends no cookie has
 * nothing that another site could abuse.
 * @throws PlinthError `CROSS_ORIGIN`
 */
export function assertSameOrigin(req: IncomingMessage, origins: Origins = {}): void {
  if (req.method === 'GET' || req.method === 'HEAD') return
  const { origin, host, cookie, authorization } = req.headers
  if (cookie === undefined && authorization !== undefined) return
  if (origin === undefined) {
    if (cookie === undefined || req.headers['sec-fetch-site'] === 'same-origin') return
    throw new PlinthError('CROSS_ORIGIN')
  }
  const isOurs =
    origins.public === undefined ? origin === `${schemeOf(req, origins)}://${host}` : origin === origins.public
  if (isOurs || (cookie === undefined && isAllowed(origin, origins))) return
  throw new PlinthError('CROSS_ORIGIN')
}

/**
 * Lets pages of allowed origins read the answer (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol). Credentials are never allowed: a browser
 * then neither sends nor stores cookies. Returns true for a preflight request, which it has answered.
 */
export function answerCors(
  { req, res }: { req: IncomingMessage; res: ServerResponse },
  origins: Origins = {},
): boolean {
  if (!origins.allowed?.length) return false
  const { origin } = req.headers
  if (origin === undefined || !isAllowed(origin, origins)) return false
  res.setHeader('access-control-allow-origin', origin)
  res.setHeader('access-control-expose-headers', 'etag, link, location, retry-after, x-request-id')
  // Otherwise pages of another origin could not load answers meant for them.
  res.setHeader('cross-origin-resource-policy', 'cross-origin')
  if (req.method !== 'OPTIONS' || req.headers['access-control-request-method'] === undefined) return false
  res
    .writeHead(204, {
      'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE',
      'access-control-allow-headers':
        'authorization, content-type, idempotency-key, if-match, if-none-match, prefer, trpc-accept, x-request-id',
      'access-control-max-age': '7200',
    })
    .end()
  return true
}

const isAllowed = (origin: string, { allowed = [] }: Origins) => allowed.includes(origin) || allowed.includes('*')

/** The scheme that the client used to reach the server, or the outermost trusted proxy in front of it. */
function schemeOf({ headers, socket }: IncomingMessage, { isProxied = false }: Origins): 'http' | 'https' {
  const forwarded = isProxied
    ? String(headers['x-forwarded-proto'] ?? '')
        .split(',')[0]
        ?.trim()
    : undefined
  return forwarded === 'https' || 'encrypted' in socket ? 'https' : 'http'
}
