import { PrismaPg } from '@prisma/adapter-pg'
import {
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { canRunInTransaction } from './script.ts'

export interface MigrationAdapterOptions {
  url: string
  /** A statement that waits longer for a lock fails. 0 waits for ever. */
  lockTimeoutMs: number
}

/**
 * Prisma's adapter with its scripts run as Prisma's own engine runs them: whole, so that a failing script changes nothing. (Its
 * `executeScript` cuts a script at each semicolon, also within a string or a function, and runs the parts one by one.)
 */
export class MigrationAdapter implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres'
  readonly adapterName = '@prisma/adapter-pg'
  /** What Postgres said of the script that failed last. */
  lastError: unknown
  readonly #options: MigrationAdapterOptions
  readonly #pool: pg.Pool

  constructor(options: MigrationAdapterOptions) {
    this.#options = options
    this.#pool = createPool(options)
  }

  async connect(): Promise<SqlDriverAdapter> {
    const adapter = await new PrismaPg(this.#pool).connect()
    return Object.assign(adapter, { executeScript: (script: string) => this.#execute(script) })
  }

  /** An empty database on the same server; the engine drops it by `dispose()`. */
  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const name = `plinth_shadow_${crypto.randomUUID()}`
    await this.#pool.query(`CREATE DATABASE "${name}" TEMPLATE template0`)
    const url = new URL(this.#options.url)
    url.pathname = `/${name}`
    const pool = createPool({ ...this.#options, url: url.href })
    const adapter = await new PrismaPg(pool).connect()
    return Object.assign(adapter, {
      executeScript: async (script: string) => void (await pool.query(script)),
      dispose: async () => {
        await pool.end()
        await this.#pool.query(`DROP DATABASE IF EXISTS "${name}"`)
      },
    })
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }

  async #execute(script: string): Promise<void> {
    try {
      await this.#pool.query(canRunInTransaction(script) ? script + finishRow : script)
    } catch (error) {
      this.lastError = error
      throw toAdapterError(error)
    }
  }
}

// A script without parameters is one transaction, and this is its last statement: a program that dies before the engine has written the
// same leaves no doubt whether the script took effect. The engine allows one unfinished row at a time.
const finishRow = `
;UPDATE "_prisma_migrations" SET "finished_at" = now() WHERE "finished_at" IS NULL AND "rolled_back_at" IS NULL`

const charType = 18
const textType = 25

// One connection, so that its lock time-out is set once.
function createPool({ url, lockTimeoutMs }: MigrationAdapterOptions): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 1, idleTimeoutMillis: 0, application_name: 'plinth migrate' })
  pool.on('error', () => undefined)
  const run = pool.query.bind(pool)
  let isSet: Promise<unknown> | undefined
  const query = async (config: string | pg.QueryConfig) => {
    isSet ??= run(`SET lock_timeout = ${Math.trunc(lockTimeoutMs)}`)
    await isSet
    const result = await run(config)
    // The catalog has columns of the type "char", which Prisma's adapter does not know.
    for (const field of result.fields ?? []) if (field.dataTypeID === charType) field.dataTypeID = textType
    return result
  }
  return Object.assign(pool, { query })
}

function toAdapterError(error: unknown): unknown {
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
