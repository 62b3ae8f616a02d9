import { createDatabase, type DatabaseSource } from '@plinth/db/database'
import { Listener } from '@plinth/db/listener'
import { createPool } from '@plinth/db/pool'
import type { Logger } from '@plinth/platform/log/logger'
import type { PasswordCost } from '@plinth/platform/passwords/password'
import { createRuntime } from './create-runtime.ts'
import { startSweeper } from './expiry/sweeper.ts'
import type { ActLimits } from './identity/limits.ts'
import { sessionChannel } from './identity/session-cache.ts'
import { openSessions } from './identity/sessions.ts'
import { openSigner } from './identity/signing-key.ts'
import type { Runtime } from './runtime.ts'
import type { Origins } from './transports/origin.ts'
import type { HttpCall, Services } from './transports/request.ts'
import { createTrpcHandler } from './transports/trpc.ts'
import { createV1Handler } from './transports/v1.ts'

export interface BackendOptions {
  databaseUrl: string
  /** The address of the same database that bypasses a connection pooler; `databaseUrl` when not given. */
  directUrl?: string
  /** Connections of the pool. Like the next two options, which are in milliseconds, it defaults to the pool's own value. */
  connections?: number
  connectTimeoutMs?: number
  statementTimeoutMs?: number
  /** Whether statements are prepared by name. */
  isNaming?: boolean
  /** Clients connect over https, so cookies are set for https only. */
  isSecure: boolean
  /** Whether errors may include advice about the source files. */
  isDev?: boolean
  origins?: Origins
  /** How often each limited act may be performed in an hour; the usual limits when not given. */
  acts?: Partial<ActLimits>
  /** The cost of a password hash; the usual cost when not given. No setting lowers it. */
  passwordCost?: PasswordCost | undefined
  /** Signs the tokens that NextAuth issues. */
  authSecret: string
  /** Bytes of a request body. */
  maxBodyBytes?: number
  /** Calls in one tRPC request. */
  maxBatchSize?: number
  /** Bytes that the files of one account may take in total until they are imported. */
  importQuotaBytes?: number | undefined
  /** Time between two deletions of expired rows, in milliseconds. */
  sweepEveryMs?: number
  logger: Logger
}

/** The parts of a backend in one process, connected once. */
export interface Backend {
  readonly database: DatabaseSource
  readonly listener: Listener
  readonly services: Services
  /** For server-rendered pages. */
  readonly runtime: Runtime
  trpc(call: HttpCall): Promise<void>
  rest(call: HttpCall): Promise<void>
  close(): Promise<void>
}

/** Enough for an article of 200,000 four-byte characters as JSON, with a margin. */
const usualBodyBytes = 1_500_000

/**
 * The composition root: connects the pool, the listener, the sessions and the router, and starts the sweeper of expired rows. The web app, the tests and
 * the benchmarks start the backend with it. When a later part fails to start, the parts already started are stopped.
 */
export async function createBackend(options: BackendOptions): Promise<Backend> {
  const { databaseUrl, directUrl = databaseUrl, isSecure, isDev = false, isNaming = true, logger } = options
  const { maxBodyBytes = usualBodyBytes, maxBatchSize = 20 } = options
  const warn = (what: string) => (error: unknown) => logger.warn({ err: error }, what)
  await using parts = new AsyncDisposableStack()
  const pool = createPool({
    url: databaseUrl,
    isPooled: directUrl !== databaseUrl,
    ...(options.connections !== undefined && { maxConnections: options.connections }),
    ...(options.connectTimeoutMs !== undefined && { connectTimeoutMs: options.connectTimeoutMs }),
    ...(options.statementTimeoutMs !== undefined && { statementTimeoutMs: options.statementTimeoutMs }),
    onError: warn('database connection lost'),
  })
  const database = parts.adopt(createDatabase(pool, { isNaming }), (source) => source.close())
  const listener = new Listener({ url: directUrl, onError: warn('listening connection lost') }, [sessionChannel])
  parts.defer(() => listener.stop())
  await Promise.all([listener.start(), database.warmUp()])
  const sessions = openSessions(database, listener, warn('last use of a session not noted'))
  const signer = await openSigner(database.open(), 'cursors')
  const sweeper = startSweeper(database, {
    ...(options.sweepEveryMs !== undefined && { everyMs: options.sweepEveryMs }),
    onError: (error, table) => logger.error({ err: error, table }, 'expired rows not deleted'),
  })
  parts.defer(() => sweeper.drain())
  const { origins = {}, acts = {}, importQuotaBytes, passwordCost } = options
  const services: Services = {
    database,
    sessions,
    isSecure,
    signer,
    origins,
    isDev,
    acts,
    importQuotaBytes,
    passwordCost,
  }
  const started = parts.move()
  return {
    database,
    listener,
    services,
    runtime: createRuntime(services, {
      authSecret: options.authSecret,
      onFault: (error, procedure, requestId) => logger.error({ requestId, procedure, err: error }, 'fault'),
    }),
    trpc: createTrpcHandler(services, { maxBodyBytes, maxBatchSize }),
    rest: createV1Handler(services, { maxBodyBytes }),
    close: () => started.disposeAsync(),
  }
}
