import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDatabase, type DatabaseSource } from '@plinth/db/database'
import { Listener } from '@plinth/db/listener'
import { createPool } from '@plinth/db/pool'
import type { ActLimits } from '../identity/limits.ts'
import { sessionChannel } from '../identity/session-cache.ts'
import { openSessions } from '../identity/sessions.ts'
import { openSigner } from '../identity/signing-key.ts'
import type { RequestLog } from '../kit/context.ts'
import type { Origins } from '../transports/origin.ts'
import { arrivalOf } from '../transports/proxies.ts'
import { restPathIn } from '../transports/rest/base-path.ts'
import { createTrpcHandler, type TrpcOptions } from '../transports/trpc.ts'
import { createV1Handler } from '../transports/v1.ts'
import { type CapturedLog, captureLog } from './captured-log.ts'

/** What a program sends in X-Proxy-Token to be believed. */
export const testProxyToken = 'proxy-token-of-the-test-servers-0'

export interface BackendServerOptions extends Partial<TrpcOptions> {
  databaseUrl: string
  /** Past a pooler, where `databaseUrl` leads through one. */
  directUrl?: string
  isSecure?: boolean
  isDev?: boolean
  origins?: Origins
  /** By default so many that no test meets a limit that it is not about. */
  acts?: Partial<ActLimits>
  isNaming?: boolean
  maxConnections?: number
  connectTimeoutMs?: number
  statementTimeoutMs?: number
  importQuotaBytes?: number | undefined
  onLine?: (text: string) => void
}

/** The backend over HTTP on a free port. */
export interface BackendServer extends AsyncDisposable {
  readonly url: string
  readonly database: DatabaseSource
  readonly listener: Listener
  readonly log: CapturedLog
}

/** Starts the backend as the composition root of an app does, without pages. */
export async function startBackendServer(options: BackendServerOptions): Promise<BackendServer> {
  const { databaseUrl, directUrl = databaseUrl, isSecure = false, isDev = false } = options
  await using parts = new AsyncDisposableStack()
  const log = captureLog(options.onLine)
  const warn = (what: string) => (error: unknown) => log.logger.warn({ err: error }, what)
  const pool = createPool({
    url: databaseUrl,
    isPooled: directUrl !== databaseUrl,
    maxConnections: options.maxConnections ?? 10,
    connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
    statementTimeoutMs: options.statementTimeoutMs ?? 30_000,
    onError: warn('connection lost'),
  })
  const database = parts.adopt(createDatabase(pool, { isNaming: options.isNaming ?? true }), (source) => source.close())
  const listener = new Listener({ url: directUrl, onError: warn('listening lost') }, [sessionChannel])
  parts.defer(() => listener.stop())
  await listener.start()

  const sessions = openSessions(database, listener, warn('last use not noted'))
  const {
    maxBodyBytes = 1_500_000,
    maxBatchSize = 20,
    origins = {},
    acts = { signUp: 10_000 },
    importQuotaBytes,
  } = options
  const signer = await openSigner(database.open(), 'cursors')
  const services = { database, sessions, isSecure, isDev, signer, origins, acts }
  const trpc = createTrpcHandler(services, { maxBodyBytes, maxBatchSize })
  const rest = createV1Handler(services, { maxBodyBytes, importQuotaBytes })
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
  return { url, database, listener, log, [Symbol.asyncDispose]: () => running.disposeAsync() }
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
  // A connection that the server ends for being idle could be the one on which a client just sends: no test is about that.
  server.keepAliveTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server that listens has one
  return `http://127.0.0.1:${port}`
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
