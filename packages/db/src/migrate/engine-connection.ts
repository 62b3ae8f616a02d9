import { PrismaPg } from '@prisma/adapter-pg'
import { ColumnTypeEnum, DriverAdapterError, type SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { hideValues } from '../hide-values.ts'

export interface ConnectionOptions {
  url: string
  /** A statement that waits longer for a lock fails. 0 waits for ever. */
  lockTimeoutMs: number
}

// The catalog's one-byte type "char" and its array.
const charType = 18
const charArrayType = 1002

/** A pool of one connection, so that its settings are made once and an advisory lock stays with it. */
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
    // Of several statements there are several results, and nobody reads their columns.
    if (!Array.isArray(result))
      for (const field of result.fields) if (field.dataTypeID === charType) field.dataTypeID = charArrayType
    return result
  }
  return Object.assign(pool, { query })
}

async function setUp(lockTimeoutMs: number, run: (sql: string) => Promise<unknown>): Promise<void> {
  await run(`SET lock_timeout = ${Math.trunc(lockTimeoutMs)}`)
  // When this program dies, the server is to drop what it was doing for it. Some systems of servers cannot look for that.
  await run('SET client_connection_check_interval = 1000').catch(() => undefined)
}

export interface EngineCallbacks {
  executeScript(script: string): Promise<void>
  dispose(): Promise<void>
}

/**
 * Prisma's adapter as its schema engine needs it. The adapter refuses the type "char", which the engine reads from the catalog; it knows the
 * type's array, which the engine never reads. So the pool says 'array', and here it becomes what it was.
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

/** What Postgres said, as the engine understands it. */
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
