import pg from 'pg'
import { hideValues } from './hide-values.ts'
import { nameConstraint } from './name-constraint.ts'
import { nameLifetimeMs } from './open-names.ts'

export interface PoolOptions {
  url: string
  /** Most connections at once. */
  maxConnections?: number
  /** How long to wait for a free connection before `UNAVAILABLE`. */
  connectTimeoutMs?: number
  /** Postgres cancels a statement that takes longer. */
  statementTimeoutMs?: number
  /** Whether the URL leads through a pooler, which refuses a time-out at the start of a connection: the role must then have one. */
  isPooled?: boolean
  /** Called when an idle connection broke; the pool replaces it automatically. */
  onError?: (error: Error) => void
}

/** The one pool of a process: statements and Prisma's adapter share it. */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    ...(!options.isPooled && { statement_timeout: options.statementTimeoutMs ?? 10_000 }),
    idleTimeoutMillis: 60_000,
    maxLifetimeSeconds: nameLifetimeMs / 1_000,
    keepAlive: true,
    // Queries of one connection are sent without waiting for the answer to the previous one.
    pipeline: true,
    application_name: 'plinth',
  })
  pool.on('connect', (client) => {
    hideValues(client)
    nameConstraint(client)
  })
  pool.on('error', (error) => {
    // While the pool is being closed, its connections may be ended from either side.
    if (!pool.ending) options.onError?.(error)
  })
  return pool
}
