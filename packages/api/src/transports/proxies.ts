import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { addressBehind } from '@plinth/bounds/network'
import { newId } from '@plinth/core/id'
import type { Caller } from '../kit/context.ts'

/** Whom the server believes what they say of those who came to them. */
export interface TrustedProxies {
  /** How many stand in front of the server. */
  readonly count: number
  /** What programs of one's own send in `X-Proxy-Token`: whoever knows it is one more trusted proxy. */
  readonly token?: string | undefined
}

/** Who calls, and under which id it is told of. */
export interface Arrival {
  readonly requestId: string
  readonly caller: Caller
}

/**
 * Who calls. A program of one's own may say the id of its request too, so that the lines of both logs are found by one.
 */
export function arrivalOf(req: IncomingMessage, { count, token }: TrustedProxies): Arrival {
  const isOwn = token !== undefined && isSame(headerOf(req, 'x-proxy-token'), token)
  const proxies = isOwn ? count + 1 : count
  const address = addressBehind(proxies, {
    socket: req.socket.remoteAddress,
    forwarded: headerOf(req, 'x-forwarded-for'),
  })
  const given = isOwn ? headerOf(req, 'x-request-id') : undefined
  return {
    requestId: given !== undefined && /^[\w-]{8,64}$/.test(given) ? given : newId(),
    caller: { address, userAgent: req.headers['user-agent'] },
  }
}

/** Without telling by the time it takes how much of it was right. */
function isSame(given: string | undefined, expected: string): boolean {
  if (given === undefined) return false
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** A header that was sent several times says what a list of them says. */
function headerOf(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}
