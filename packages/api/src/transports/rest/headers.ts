import type { IncomingMessage } from 'node:http'
import { PlinthError } from '@plinth/core/errors'
import type { Route } from './routes.ts'

/** Refuses a client that does not accept JSON. @throws PlinthError `NOT_ACCEPTABLE` */
export function assertAcceptable({ headers: { accept } }: IncomingMessage): void {
  if (accept === undefined || accept.trim() === '') return
  const isTaken = accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    return /^(\*\/\*|application\/(\*|json))$/.test(type) && !parameters.some((part) => /^q=0(\.0*)?$/.test(part))
  })
  if (!isTaken) throw new PlinthError('NOT_ACCEPTABLE')
}

/** Whether the request has a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Refuses a body that is not JSON in UTF-8. @throws PlinthError `UNSUPPORTED_MEDIA_TYPE` */
export function assertJson({ headers }: IncomingMessage, { method }: Route): void {
  const [type, ...parameters] = (headers['content-type'] ?? '').split(';').map((part) => part.trim().toLowerCase())
  const isMerge = method === 'PATCH' && type === 'application/merge-patch+json'
  const isUtf8 = parameters.every((part) => !part.startsWith('charset=') || /^charset="?utf-?8"?$/.test(part))
  const isPlain = (headers['content-encoding'] ?? 'identity').trim() === 'identity'
  if (!isPlain)
    throw new PlinthError('UNSUPPORTED_MEDIA_TYPE', { message: 'Send the body as it is, without a content encoding.' })
  if ((type !== 'application/json' && !isMerge) || !isUtf8) throw new PlinthError('UNSUPPORTED_MEDIA_TYPE')
}

export type Count = 'exact' | 'estimated'

/** `Prefer: count=exact` (RFC 7240); unknown preferences are ignored. */
export function preferredCount({ headers: { prefer } }: IncomingMessage): Count | undefined {
  const text = [prefer].flat().join(',')
  return /(?:^|,)\s*count\s*=\s*"?(exact|estimated)"?\s*(?:[,;]|$)/i.exec(text)?.[1]?.toLowerCase() as Count | undefined // one of the two
}
