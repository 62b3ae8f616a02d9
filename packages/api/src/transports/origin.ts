import type { IncomingMessage } from 'node:http'
import { PlinthError } from '@plinth/core/errors'

/**
 * Refuses a write that another site makes a browser send. A browser names the origin of every write; a program that sends no cookie has
 * nothing that another site could use.
 * @throws PlinthError `CROSS_ORIGIN`
 */
export function assertSameOrigin(req: IncomingMessage, publicOrigin: string | undefined): void {
  if (req.method === 'GET' || req.method === 'HEAD') return
  const { origin, host, cookie, authorization } = req.headers
  if (cookie === undefined && authorization !== undefined) return
  if (origin === undefined) {
    if (cookie === undefined || req.headers['sec-fetch-site'] === 'same-origin') return
    throw new PlinthError('CROSS_ORIGIN')
  }
  const isOurs = publicOrigin === undefined ? hostOf(origin) === host : origin === publicOrigin
  if (!isOurs) throw new PlinthError('CROSS_ORIGIN')
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
