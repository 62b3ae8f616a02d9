import { PrismaPg } from '@prisma/adapter-pg'
import { ColumnTypeEnum, DriverAdapterError, type SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { hideValues } from '../hide-values.ts'

export interface ConnectionOptions {
  url: string
  /** A statement that waits longer for a lock fails. 0 waits indefinitely. */
  lockTimeoutMs: number
}

// The one-byte catalog type "char" and its array.
const charType = 18
const charArrayType = 1002

/** A pool of one connection, so that its settings are set once and an advisory lock remains on it. */
export function createEnginePool({ url, lockTimeoutMs }: ConnectionOptions): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 1, idleTimeoutMillis: 0, application_name: 'plinth migrate' })
  pool.on('connect', hideValues)
  pool.on('error', () => undefined)
  const run = pool.query.bind(pool)
  let isSet: Promise<void> | undefined
  const query = async (config: string | pg.QueryConfig) => {
    isSet ??= setUp(lockTimeoutMs, run)
    await isSet
    const result = await run(config)
    // Several statements give several results, whose column types are not used.
    if (!Array.isArray(result))
      for (const field of result.fields) if (field.dataTypeID === charType) field.dataTypeID = charArrayType
    return result
  }
  return Object.assign(pool, { query })
}

async function setUp(lockTimeoutMs: number, run: (sql: string) => Promise<unknown>): Promise<void> {
  await run(`SET lock_timeout = ${Math.trunc(lockTimeoutMs)}`)
  // If this program dies, the server must stop its running statement. The server cannot detect that on every system.
  await run('SET client_connection_check_interval = 1000').catch(() => undefined)
}

export interface EngineCallbacks {
  executeScript(script: string): Promise<void>
  dispose(): Promise<void>
}

/**
 * Prisma's adapter with the features that its schema engine needs. The adapter refuses the type "char", which the engine reads from the catalog; it supports
 * the array of that type, which the engine never reads. So the pool reports the array type, and this function restores the original type.
 */
export async function connectEngine(pool: pg.Pool, callbacks: EngineCallbacks): Promise<SqlDriverAdapter> {
  const adapter = await new PrismaPg(pool).connect()
  const queryRaw = adapter.queryRaw.bind(adapter)
  return Object.assign(adapter, {
    ...callbacks,
    async queryRaw(query: Parameters<typeof queryRaw>[0]) {
      const result = await queryRaw(query)
      const columnTypes = result.columnTypes.map((type) =>
        type === ColumnTypeEnum.CharacterArray ? ColumnTypeEnum.Character : type,
      )
      return { ...result, columnTypes }
    },
  })
}

/** Converts Postgres's error to the form that the engine understands. */
export function toAdapterError(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error
  return new DriverAdapterError({
    kind: 'postgres',
    code: error.code ?? 'XX000',
    severity: error.severity ?? 'ERROR',
    message: error.message,
    detail: error.detail,
    column: error.column,
    hint: error.hint,
  })
}
