import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { addressBehind } from '@plinth/bounds/network'
import { newId } from '@plinth/core/id'
import type { Caller } from '../kit/context.ts'

/** Which proxies the server trusts to name the client's address. */
export interface TrustedProxies {
  /** The number of proxies in front of the server. */
  readonly count: number
  /** The value that the operator's own programs send in `X-Proxy-Token`: a program that sends it counts as one more trusted proxy. */
  readonly token?: string | undefined
}

/** The caller of a request, and the request id used in the log. */
export interface Arrival {
  readonly requestId: string
  readonly caller: Caller
}

/** Reads the caller. A trusted program may also set the request id, so that the lines of both logs can be found by the same id. */
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

/** Compares in constant time, so that the time does not reveal how much of the value was right. */
function isSame(given: string | undefined, expected: string): boolean {
  if (given === undefined) return false
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** A header that was sent several times is joined with commas. */
function headerOf(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}
