import type { IncomingMessage, ServerResponse } from 'node:http'
import { PlinthError } from '@plinth/core/errors'

/** Whose pages may call. */
export interface Origins {
  /** `https://app.example.com` where the server is reached by another name than that of the Host header. */
  readonly public?: string | undefined
  /** Other origins, whose pages may call with a bearer token and never with the session cookie; `*` for any. */
  readonly allowed?: readonly string[] | undefined
  /** A trusted proxy says in X-Forwarded-Proto by which scheme people come. */
  readonly isProxied?: boolean
}

/**
 * Refuses a write that another site makes a browser send. A browser names the origin of every write; a program that sends no cookie has
 * nothing that another site could use.
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
 * Lets pages of allowed origins read the answer (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol). Credentials are never among what is
 * allowed: a browser then sends no cookie and takes none. Whether this was the question beforehand, which is answered with that.
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
  // Else pages of another origin could not take what was meant for them.
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

/** How the client reached the server, or the outermost trusted proxy in front of it. */
function schemeOf({ headers, socket }: IncomingMessage, { isProxied = false }: Origins): 'http' | 'https' {
  const forwarded = isProxied
    ? String(headers['x-forwarded-proto'] ?? '')
        .split(',')[0]
        ?.trim()
    : undefined
  return forwarded === 'https' || 'encrypted' in socket ? 'https' : 'http'
}
