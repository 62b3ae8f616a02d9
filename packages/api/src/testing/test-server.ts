import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { newId } from '@plinth/core/id'
import { createDatabase, type DatabaseSource } from '@plinth/db/database'
import { Listener } from '@plinth/db/listener'
import { createPool } from '@plinth/db/pool'
import { createTestDatabase } from '@plinth/db/testing/test-database'
import { sessionChannel } from '../identity/session-cache.ts'
import { openSessions } from '../identity/sessions.ts'
import type { RequestLog } from '../kit/context.ts'
import { callerOf } from '../transports/request.ts'
import { createTrpcHandler, type TrpcOptions } from '../transports/trpc.ts'
import { type CapturedLog, captureLog, type LogLine } from './captured-log.ts'
import { connect, type TestClient, type TestClientOptions } from './test-client.ts'
import { until } from './until.ts'

export interface TestServerOptions extends Partial<TrpcOptions> {
  /** A database of its own unless given. */
  databaseUrl?: string
  isSecure?: boolean
  isNaming?: boolean
  maxConnections?: number
  statementTimeoutMs?: number
}

/** The backend over HTTP on a free port, with a database of its own. When it ends, no line of its log may hold a secret. */
export interface TestServer extends AsyncDisposable {
  readonly url: string
  readonly databaseUrl: string
  readonly database: DatabaseSource
  readonly listener: Listener
  readonly log: CapturedLog
  client(options?: TestClientOptions): TestClient
  /** The line of the request with this id; it is written a moment after the answer. */
  lineOf(requestId: string): Promise<LogLine>
  /** Rows of plain SQL. */
  rows<Row = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  await using parts = new AsyncDisposableStack()
  const databaseUrl = options.databaseUrl ?? parts.use(await createTestDatabase()).url
  const log = captureLog()
  const warn = (what: string) => (error: unknown) => log.logger.warn({ err: error }, what)
  const pool = createPool({
    url: databaseUrl,
    maxConnections: options.maxConnections ?? 10,
    statementTimeoutMs: options.statementTimeoutMs ?? 30_000,
    onError: warn('connection lost'),
  })
  const database = parts.adopt(createDatabase(pool, { isNaming: options.isNaming ?? true }), (source) => source.close())
  const listener = new Listener({ url: databaseUrl, onError: warn('listening lost') }, [sessionChannel])
  parts.defer(() => listener.stop())
  await listener.start()

  const isSecure = options.isSecure ?? false
  const sessions = openSessions(database, listener, warn('last use not noted'))
  const trpc = createTrpcHandler(
    { database, sessions, isSecure },
    {
      maxBodyBytes: options.maxBodyBytes ?? 1_500_000,
      maxBatchSize: options.maxBatchSize ?? 20,
      publicOrigin: options.publicOrigin,
    },
  )
  const rows: TestServer['rows'] = async (text, values) => (await pool.query(text, values)).rows
  parts.defer(async () => {
    const hashes = await rows<{ hash: string }>(
      `select "tokenHash" as hash from sessions union all select "hash" from passwords union all select "tokenHash" from one_time_tokens`,
    )
    for (const { hash } of hashes) log.keepSecret(hash)
    log.assertNoSecrets()
  })

  const server = createServer((req, res) => {
    const requestId = newId()
    res.setHeader('x-request-id', requestId)
    const requestLog = startLine(log, requestId)
    res.once('close', () => requestLog.end(res.statusCode))
    const [path = ''] = (req.url ?? '').replace('/api/trpc/', '').split('?')
    trpc({ req, res, path, requestId, caller: callerOf(req, 1), log: requestLog }).catch((error: unknown) => {
      requestLog.fault(error, 'server')
      res.destroy()
    })
  })
  const url = await listen(server)
  parts.defer(() => stop(server))

  const running = parts.move()
  return {
    url,
    databaseUrl,
    database,
    listener,
    log,
    rows,
    client: (given = {}) => connect(url, { keepSecret: log.keepSecret, ...given }),
    lineOf: (requestId) =>
      until(`the line of request ${requestId}`, () =>
        log.lines.find((line) => line.msg === 'request' && line.requestId === requestId),
      ),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
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
      const { procedures, actor, error, sql } = this
      const ms = performance.now() - startMs
      logger.info({ requestId, procedures, actor, error, status, ms, sqlCount: sql?.count, sqlMs: sql?.ms }, 'request')
    },
  }
}

async function listen(server: Server): Promise<string> {
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
