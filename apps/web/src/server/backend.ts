import { createRuntime } from '@plinth/api/create-runtime'
import { startSweeper } from '@plinth/api/expiry/sweeper'
import { sessionChannel } from '@plinth/api/identity/session-cache'
import { openSessions } from '@plinth/api/identity/sessions'
import { openSigner } from '@plinth/api/identity/signing-key'
import type { Runtime } from '@plinth/api/runtime'
import type { Origins } from '@plinth/api/transports/origin'
import type { HttpCall } from '@plinth/api/transports/request'
import { createTrpcHandler } from '@plinth/api/transports/trpc'
import { createV1Handler } from '@plinth/api/transports/v1'
import { createDatabase, type DatabaseSource } from '@plinth/db/database'
import { Listener } from '@plinth/db/listener'
import { createPool } from '@plinth/db/pool'
import type { Logger } from '@plinth/platform/log/logger'

export interface BackendOptions {
  databaseUrl: string
  /** The same database past a pooler; the same address where there is none. */
  directUrl: string
  connections: number
  isNaming: boolean
  origins: Origins
  isSecure: boolean
  signUpsPerHour: number
  isDev: boolean
  authSecret: string
  logger: Logger
  /** Time between two deletions of expired rows, in milliseconds; that of the sweeper when not given. */
  sweepEveryMs?: number
}

/** The engines of one process, wired once. */
export interface Backend {
  readonly database: DatabaseSource
  readonly runtime: Runtime
  trpc(call: HttpCall): Promise<void>
  rest(call: HttpCall): Promise<void>
  close(): Promise<void>
}

/** Bytes of a request body: an article of 200,000 characters in an alphabet of four bytes, as JSON, and some room. */
const maxBodyBytes = 1_500_000

/** Connects pool, listener, sessions and router, and starts what deletes expired rows. */
export async function createBackend(options: BackendOptions): Promise<Backend> {
  const {
    databaseUrl,
    directUrl,
    connections,
    isNaming,
    origins,
    isSecure,
    isDev,
    signUpsPerHour,
    authSecret,
    logger,
  } = options
  const warn = (what: string) => (error: unknown) => logger.warn({ err: error }, what)
  const pool = createPool({
    url: databaseUrl,
    isPooled: directUrl !== databaseUrl,
    maxConnections: connections,
    onError: warn('database connection lost'),
  })
  const database = createDatabase(pool, { isNaming })
  const listener = new Listener({ url: directUrl, onError: warn('listening connection lost') }, [sessionChannel])
  await Promise.all([listener.start(), database.warmUp()])
  const sessions = openSessions(database, listener, warn('last use of a session not noted'))
  const signer = await openSigner(database.open(), 'cursors')
  const sweeper = startSweeper(database, {
    ...(options.sweepEveryMs !== undefined && { everyMs: options.sweepEveryMs }),
    onError: (error, table) => logger.error({ err: error, table }, 'expired rows not deleted'),
  })
  const services = { database, sessions, isSecure, signer, origins, isDev, acts: { signUp: signUpsPerHour } }
  return {
    database,
    runtime: createRuntime(services, {
      authSecret,
      onFault: (error, procedure, requestId) => logger.error({ requestId, procedure, err: error }, 'fault'),
    }),
    trpc: createTrpcHandler(services, { maxBodyBytes, maxBatchSize: 20 }),
    rest: createV1Handler(services, { maxBodyBytes }),
    async close() {
      await sweeper.drain()
      await listener.stop()
      await database.close()
    },
  }
}
