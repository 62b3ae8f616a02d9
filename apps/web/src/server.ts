import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import { clientAddressHeader } from '@plinth/api/runtime'
import { arrivalOf, type TrustedProxies } from '@plinth/api/transports/proxies'
import type { HttpCall } from '@plinth/api/transports/request'
import { restPathIn } from '@plinth/api/transports/rest/base-path'
import { PageRefused, type PageTurns } from '@plinth/bounds/page-turns'
import type { Logger } from '@plinth/platform/log/logger'
import { answerClientErrors } from './server/client-error.ts'
import { answerHealth, type ReadinessChecks, readinessAnswer } from './server/health.ts'
import type { HostCheck } from './server/hosts.ts'
import { pageAddress } from './server/page-address.ts'
import { refusePageRequest } from './server/page-request.ts'
import { stallMs, watchProgress } from './server/progress.ts'
import { answerReference, isReference } from './server/reference.ts'
import { logRequest } from './server/request-line.ts'
import { setApiHeaders, setPageHeaders, setSecurityHeaders } from './server/security-headers.ts'

/** The handlers that answer requests once everything has started. */
export interface Application {
  trpc(call: HttpCall): Promise<void>
  rest(call: HttpCall): Promise<void>
  page(req: IncomingMessage, res: ServerResponse): Promise<void>
  readiness: ReadinessChecks
}

export interface ServerOptions {
  logger: Logger
  isSecure: boolean
  isDev: boolean
  proxies: TrustedProxies
  /** The host names under which the server answers. */
  isKnownHost: HostCheck
  pageTurns: PageTurns
  /** How long a client may read nothing of its response. */
  answerStallMs?: number
}

const trpcPath = '/api/trpc/'

export interface PlinthServer {
  readonly server: Server
  /** Starts to answer requests. */
  open(application: Application): void
  /**
   * Accepts no more connections, answers requests on those that are open, and ends them: each after its next answer, idle ones after
   * `idleMs`, upgraded ones at once, and every socket after `patienceMs`, whatever its use.
   */
  drain(patience: { idleMs: number; patienceMs: number }): Promise<void>
}

/** The one HTTP server. It answers `/healthz` at once, and everything else after `open()` has been called. */
export function createPlinthServer(options: ServerOptions): PlinthServer {
  const { logger, isSecure, isDev, proxies, isKnownHost, pageTurns, answerStallMs = stallMs } = options
  // The fields of a request's line are fixed and contain no secret, so redaction is skipped; it would cost a tenth of a small call.
  const lines = logger.child({}, { redact: [] })
  let application: (Application & { ready(res: ServerResponse): Promise<void> }) | undefined
  let isDraining = false

  // Only the development server of Next speaks another protocol. A request to upgrade anything else is answered like any request, as RFC 9110
  // (7.8) allows; without this Next takes the socket over and never closes it.
  const upgraded = new Set<Socket>()
  const shouldUpgradeCallback = ({ url = '', socket }: IncomingMessage) => {
    const isUpgraded = isDev && url.startsWith('/_next/hmr')
    if (isUpgraded) upgraded.add(socket.once('close', () => upgraded.delete(socket)))
    return isUpgraded
  }
  const server = createServer({ shouldUpgradeCallback }, (req, res) => {
    const { requestId, caller } = arrivalOf(req, proxies)
    const url = req.url ?? '/'
    res.setHeader('x-request-id', requestId)
    watchProgress(res, answerStallMs)
    setSecurityHeaders(res, { isSecure })
    if (isDraining) res.setHeader('connection', 'close')
    if (url === '/healthz') return answerHealth(res)
    if (!application || (isDraining && url === '/readyz')) return unavailable(res)
    if (url === '/readyz') return void application.ready(res)
    if (!isKnownHost(req.headers.host)) return misdirected(res)
    // tRPC and Next cannot create their Request objects from it.
    if (req.method === 'TRACE') return void res.writeHead(405, { allow: 'GET, HEAD, POST' }).end()

    const log = logRequest({ lines, faults: logger }, { req, res, requestId })
    const fail = (error: unknown) => {
      log.fault(error, 'server')
      if (res.headersSent) res.destroy()
      else res.writeHead(500, { 'content-type': 'text/plain' }).end(`Something went wrong. Request id: ${requestId}\n`)
    }
    if (url.startsWith(trpcPath)) {
      setApiHeaders(res)
      const query = url.indexOf('?')
      const path = query < 0 ? url.slice(trpcPath.length) : url.slice(trpcPath.length, query)
      application.trpc({ req, res, path, requestId, caller, log }).catch(fail)
      return
    }
    const restCall = restPathIn(url)
    if (restCall !== undefined) {
      setApiHeaders(res)
      application.rest({ req, res, path: restCall, requestId, caller, log }).catch(fail)
      return
    }
    req.headers['x-request-id'] = requestId
    req.headers[clientAddressHeader] = caller.address
    setPageHeaders(req, res, { isDev })
    const [path = ''] = url.split('?', 1)
    if (isReference(path)) {
      answerReference(req, res, path).catch(fail)
      return
    }
    if (refusePageRequest(req, res)) return
    req.url = pageAddress(url)
    const { page } = application
    const made = path.startsWith('/_next/')
      ? page(req, res)
      : pageTurns.take({ res, address: caller.address }, () => page(req, res))
    made.catch((error: unknown) => (error instanceof PageRefused ? refusePage(res, error) : fail(error)))
  })
  answerClientErrors(server)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  // Longer than the minute for which load balancers keep a connection: otherwise they send a request into a connection that is being closed.
  server.keepAliveTimeout = 65_000
  return {
    server,
    open: (opened) => {
      application = { ...opened, ready: readinessAnswer(opened.readiness) }
    },
    async drain({ idleMs, patienceMs }) {
      if (!server.listening) return
      isDraining = true
      // Includes the connections of a handover, which the server does not count.
      const closed = Promise.all([once(server, 'close'), ...[...sockets].map((socket) => once(socket, 'close'))])
      // Not http.Server's own close(): it would cut connections whose request has been sent but not yet read.
      NetServer.prototype.close.call(server)
      // They cannot be drained: a browser connects again, to the next server.
      for (const socket of upgraded) socket.destroy()
      // Repeatedly: a connection with a request in progress becomes idle after its answer. After reading what has arrived: after a
      // pause of the process the next request may be waiting unread.
      const idle = setInterval(() => setImmediate(() => server.closeIdleConnections()), Math.max(idleMs, 10))
      // Includes upgraded sockets, which closeAllConnections() leaves open.
      const all = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, patienceMs)
      await closed
      clearInterval(idle)
      clearTimeout(all)
    },
  }
}

function unavailable(res: ServerResponse): void {
  res
    .writeHead(503, { 'content-type': 'text/plain', 'retry-after': '2' })
    .end('Plinth is starting or stopping. Try again shortly.\n')
}

function refusePage(res: ServerResponse, { retryAfterSeconds }: PageRefused): void {
  if (res.closed) return
  res
    .writeHead(429, { 'content-type': 'text/plain', 'retry-after': String(retryAfterSeconds) })
    .end('Too many pages are asked for at once from here. Try again shortly.\n')
}

function misdirected(res: ServerResponse): void {
  res
    .writeHead(421, { 'content-type': 'text/plain' })
    .end(
      'This server does not answer under the host name of the request. Use the address in PUBLIC_URL, or add the name to ALLOWED_HOSTS.\n',
    )
}
