import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Server as NetServer } from 'node:net'
import { arrivalOf, type TrustedProxies } from '@plinth/api/transports/proxies'
import type { HttpCall } from '@plinth/api/transports/request'
import { restPathIn } from '@plinth/api/transports/rest/base-path'
import type { Logger } from '@plinth/platform/log/logger'
import { answerHealth, answerReadiness, type ReadinessChecks } from './server/health.ts'
import { answerReference, isReference } from './server/reference.ts'
import { logRequest } from './server/request-line.ts'
import { pageUrl } from './server/page-path.ts'
import { setApiHeaders, setPageHeaders, setSecurityHeaders } from './server/security-headers.ts'
import { followSockets } from './server/sockets.ts'

/** What answers requests once everything has started. */
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
}

const trpcPath = '/api/trpc/'

export interface PlinthServer {
  readonly server: Server
  /** Lets requests in. */
  open(application: Application): void
  /**
   * Accepts no more connections, answers what comes on those that are open, and ends them: each after its next answer, idle ones after
   * `idleMs`, all after `patienceMs`.
   */
  drain(patience: { idleMs: number; patienceMs: number }): Promise<void>
}

/** The one HTTP server. It answers `/healthz` at once, and everything else when `open()` has been called. */
export function createPlinthServer(options: ServerOptions): PlinthServer {
  const { logger, isSecure, isDev, proxies } = options
  // The fields of a request's line are fixed and hold no secret, so it need not be searched for one; that costs a tenth of a small call.
  const lines = logger.child({}, { redact: [] })
  let application: Application | undefined
  let isDraining = false

  // The one protocol to change to is that of Next's reload in development. Elsewhere the wish is ignored, as RFC 9110, 7.8 allows, and the
  // request is answered: some HTTP clients ask for HTTP/2 with each request.
  const shouldUpgradeCallback = ({ url }: IncomingMessage) => isDev && (url ?? '').startsWith('/_next/')
  const server = createServer({ shouldUpgradeCallback }, (req, res) => {
    const { requestId, caller } = arrivalOf(req, proxies)
    const url = req.url ?? '/'
    res.setHeader('x-request-id', requestId)
    setSecurityHeaders(res, { isSecure })
    if (isDraining) res.setHeader('connection', 'close')
    if (url === '/healthz') return answerHealth(res)
    if (!application || (isDraining && url === '/readyz')) return unavailable(res)
    if (url === '/readyz') return void answerReadiness(res, application.readiness)

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
    setPageHeaders(req, res, { isDev })
    const [path = ''] = url.split('?', 1)
    if (isReference(path)) {
      answerReference(req, res, path).catch(fail)
      return
    }
    req.url = pageUrl(url)
    application.page(req, res).catch(fail)
  })
  const destroySockets = followSockets(server)
  // Longer than the minute for which load balancers keep a connection: else they send a request into one that is being closed.
  server.keepAliveTimeout = 65_000
  return {
    server,
    open: (opened) => {
      application = opened
    },
    async drain({ idleMs, patienceMs }) {
      if (!server.listening) return
      isDraining = true
      const closed = once(server, 'close')
      // Not http.Server's own close(): it would cut connections whose request has been sent and not yet read.
      NetServer.prototype.close.call(server)
      // Again and again: a connection whose request was under way becomes idle when that is answered.
      const idle = setInterval(() => server.closeIdleConnections(), Math.max(idleMs, 10))
      const all = setTimeout(destroySockets, patienceMs)
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
