import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PasswordCost } from '@plinth/platform/passwords/password'
import { type Backend, type BackendOptions, createBackend } from '../backend.ts'
import type { RequestLog } from '../kit/context.ts'
import { arrivalOf } from '../transports/proxies.ts'
import { restPathIn } from '../transports/rest/base-path.ts'
import { type CapturedLog, captureLog } from './captured-log.ts'

/** The value of X-Proxy-Token that makes a test program trusted. */
export const testProxyToken = 'proxy-token-of-the-test-servers-0'

export interface BackendServerOptions extends Partial<Omit<BackendOptions, 'databaseUrl' | 'logger' | 'authSecret'>> {
  databaseUrl: string
  onLine?: (text: string) => void
}

/** The backend over HTTP on a free port. */
export interface BackendServer extends AsyncDisposable, Pick<Backend, 'database' | 'listener' | 'services'> {
  readonly url: string
  readonly log: CapturedLog
}

/** The lowest cost that argon2 accepts: passwords in tests need no protection. */
export const testPasswordCost: PasswordCost = { memoryCost: 8, timeCost: 1 }

/**
 * Starts the backend behind a plain HTTP server, without pages. By default the act limits are so high that only tests of limits reach one, and hashing a
 * password costs next to nothing.
 */
export async function startBackendServer({ onLine, ...given }: BackendServerOptions): Promise<BackendServer> {
  await using parts = new AsyncDisposableStack()
  const log = captureLog(onLine)
  const backend = await createBackend({
    isSecure: false,
    statementTimeoutMs: 30_000,
    acts: { signUp: 10_000 },
    passwordCost: testPasswordCost,
    authSecret: 'a secret of thirty-two characters',
    ...given,
    logger: log.logger,
  })
  parts.defer(() => backend.close())
  const { database, listener, services, trpc, rest } = backend
  const server = createServer((req, res) => {
    const { requestId, caller } = arrivalOf(req, { count: 1, token: testProxyToken })
    res.setHeader('x-request-id', requestId)
    const line = startLine(log, requestId)
    res.once('close', () => line.end(res.statusCode))
    const restCall = restPathIn(req.url ?? '')
    const [trpcCall = ''] = (req.url ?? '').replace('/api/trpc/', '').split('?')
    const call = { req, res, path: restCall ?? trpcCall, requestId, caller, log: line }
    const answered = restCall === undefined ? trpc(call) : rest(call)
    answered.catch((error: unknown) => {
      line.fault(error, 'server')
      res.destroy()
    })
  })
  const url = await listen(server)
  parts.defer(() => stop(server))
  const running = parts.move()
  return { url, database, listener, services, log, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

function startLine({ logger }: CapturedLog, requestId: string): RequestLog & { end(status: number): void } {
  const startMs = performance.now()
  return {
    procedures: [],
    actor: 'anonymous',
    error: undefined,
    sql: undefined,
    fault: (error, procedure) => logger.error({ requestId, procedure, err: error }, 'fault'),
    end(status) {
      const { procedures, actor, error, sql, limit } = this
      const ms = performance.now() - startMs
      logger.info(
        { requestId, procedures, actor, error, status, ms, sqlCount: sql?.count, sqlMs: sql?.ms, limit },
        'request',
      )
    },
  }
}

async function listen(server: Server): Promise<string> {
  // A client could send on a connection just as the server closes it for being idle; no test covers that.
  server.keepAliveTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a listening TCP server has an address of this type
  return `http://127.0.0.1:${port}`
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
