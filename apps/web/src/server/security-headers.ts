import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Header in which Next and the pages read the nonce of the request. */
export const nonceHeader = 'x-nonce'

const everywhere = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
}

/** Headers for every answer. */
export function setSecurityHeaders(res: ServerResponse, { isSecure }: { isSecure: boolean }): void {
  for (const name in everywhere) res.setHeader(name, everywhere[name as keyof typeof everywhere]) // its own keys
  if (isSecure) res.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains')
}

/** A data response: nothing in it may be loaded or run, and no cache may store it. */
export function setApiHeaders(res: ServerResponse): void {
  res.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  res.setHeader('cache-control', 'no-store')
}

/** A page: scripts and styles have the nonce of this request. Next reads it from the request's own header. */
export function setPageHeaders(req: IncomingMessage, res: ServerResponse, { isDev }: { isDev: boolean }): void {
  const nonce = randomBytes(16).toString('base64')
  const policy = [
    "default-src 'self'",
    // React's development build rebuilds stack traces with eval.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDev ? " 'unsafe-eval'" : ''}`,
    // In development, scripts insert styles without a nonce.
    isDev ? "style-src 'self' 'unsafe-inline'" : `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: https:",
    "font-src 'self'",
    `connect-src 'self'${isDev ? ' ws:' : ''}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
  req.headers['content-security-policy'] = policy
  req.headers[nonceHeader] = nonce
  res.setHeader('content-security-policy', policy)
}
