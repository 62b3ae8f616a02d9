import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type HttpBindings, serve } from '@hono/node-server'
import { PageRefused, PageTurns } from '@plinth/bounds/page-turns'
import { type Context, Hono } from 'hono'
import type { Logger } from 'pino'
import { createApi } from './api/api.ts'
import type { PlinthAddress } from './api/caller.ts'
import { headersOf, originOf } from './origin.ts'
import type { Visitor } from './visitor.ts'

/** A response of which the client has read nothing for this long is cut, and its memory is freed. */
const defaultStallMs = 25_000

export interface ConduitOptions {
  plinth: PlinthAddress
  port: number
  host: string
  /** Proxies in front of Conduit that set X-Forwarded-For; none when not given. */
  proxies?: number
  logger: Pick<Logger, 'info' | 'error'>
  /** How long a client may read nothing of its answer. */
  answerStallMs?: number
  /** Renders the pages, given the API to read from and `away`, which gives up a page's turn while it waits. Without it there are no pages. */
  site?(
    api: (request: Request) => Response | Promise<Response>,
    away: PageTurns['away'],
  ): Promise<(request: Request, visitor: Visitor) => Promise<Response>>
}

export interface Conduit extends AsyncDisposable {
  readonly url: string
}

/** Starts Conduit: its API under /api, its pages everywhere else. */
export async function startConduit(options: ConduitOptions): Promise<Conduit> {
  const { plinth, port, host, logger, answerStallMs = defaultStallMs, proxies = 0, site } = options
  const app = new Hono()
  app.use(async (c, next) => {
    const startMs = performance.now()
    const origin = originOf(c, proxies)
    c.set('origin', origin)
    c.header('x-request-id', origin.requestId)
    await next()
    const { method, path } = c.req
    logger.info(
      { requestId: origin.requestId, method, path, status: c.res.status, ms: Math.round(performance.now() - startMs) },
      'request',
    )
  })
  const onFault = (error: unknown, c: Context) =>
    logger.error({ requestId: c.get('origin').requestId, method: c.req.method, path: c.req.path, err: error }, 'fault')
  app.route('/api', createApi({ plinth, onFault }))
  const turns = new PageTurns()
  const page = await site?.(
    (request) => app.fetch(request),
    (wait) => turns.away(wait),
  )
  if (page)
    app.all('*', async (c) => {
      const { outgoing: res } = c.env as HttpBindings // a call without a connection is for the API alone
      const origin = c.get('origin')
      const inTurn: Visitor['inTurn'] = (make) => turns.take({ res, address: origin.address }, make)
      try {
        return await page(c.req.raw, { passedOn: headersOf(origin), inTurn })
      } catch (error) {
        if (!(error instanceof PageRefused)) throw error
        c.header('retry-after', String(error.retryAfterSeconds))
        return c.text('Too many pages are asked for at once from here. Try again shortly.\n', 429)
      }
    })

  const server = serve({ fetch: app.fetch, port, hostname: host }) as Server // made with node:http, because no other server is requested
  // Only bytes that wait count: a slow answer and an idle connection have time limits of their own.
  server.setTimeout(answerStallMs, (socket: Socket) => {
    if (socket.writableLength > 0) socket.destroy()
    else socket.setTimeout(answerStallMs)
  })
  // Includes sockets that node:http no longer counts: upgraded and half-open ones.
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await Promise.race([once(server, 'listening'), once(server, 'error').then(([error]) => Promise.reject(error))])
  const address = server.address() as AddressInfo // a TCP server that listens has one
  return {
    url: `http://localhost:${address.port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      const late = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, 5_000)
      await closed
      clearTimeout(late)
    },
  }
}
