import { getConnInfo } from '@hono/node-server/conninfo'
import { addressBehind } from '@plinth/bounds/network'
import type { Context } from 'hono'

/** The origin of a request, as Conduit reports it to Plinth. */
export interface Origin {
  /** The request's id in the logs of both. */
  readonly requestId: string
  /** The addresses that the request passed through, separated by commas; the last one connected to us. */
  readonly addresses: string
  /** The address of the client. */
  readonly address: string
}

declare module 'hono' {
  interface ContextVariableMap {
    origin: Origin
  }
}

const names = { requestId: 'x-request-id', addresses: 'x-forwarded-for' } as const

/** The origin behind this many proxies. A request without a connection is made by this process for a page: it has the origin of the page's request. */
export function originOf(c: Context, proxies: number): Origin {
  const [before, given] = [c.req.header(names.addresses), c.req.header(names.requestId)]
  const isOurs = !(c.env && 'incoming' in c.env)
  const socket = isOurs ? undefined : getConnInfo(c).remote.address
  return {
    requestId: (isOurs ? given : undefined) ?? crypto.randomUUID(),
    addresses: [before, socket].filter((each) => each !== undefined).join(', '),
    address: addressBehind(proxies, { socket, forwarded: before }),
  }
}

/** The headers that carry it, to the API for a page and to Plinth. */
export const headersOf = ({ requestId, addresses }: Origin): Record<string, string> => ({
  [names.requestId]: requestId,
  [names.addresses]: addresses,
})
