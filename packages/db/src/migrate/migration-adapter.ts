import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type pg from 'pg'
import { type ConnectionOptions, connectEngine, createEnginePool, toAdapterError } from './engine-connection.ts'
import { isOneTransaction } from './script-rules.ts'

/**
 * Prisma's adapter, changed to run scripts as Prisma's own engine does: as a whole, so that a failing script changes nothing. (Its
 * `executeScript` splits a script at each semicolon, even within a string or a function, and runs the parts one by one.)
 */
export class MigrationAdapter implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres'
  readonly adapterName = '@prisma/adapter-pg'
  /** Postgres's error for the last script that failed. */
  lastError: unknown
  readonly #options: ConnectionOptions
  readonly #pool: pg.Pool

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#pool = createEnginePool(options)
  }

  connect(): Promise<SqlDriverAdapter> {
    return connectEngine(this.#pool, {
      executeScript: async (script) =>
        this.#execute(this.#pool, (await isOneTransaction(script)) ? script + finishRow : script),
      dispose: async () => undefined,
    })
  }

  /** An empty database on the same server; the engine drops it by `dispose()`. */
  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const name = `plinth_shadow_${crypto.randomUUID()}`
    await this.#pool.query(`CREATE DATABASE "${name}" TEMPLATE template0`)
    const url = new URL(this.#options.url)
    url.pathname = `/${name}`
    const pool = createEnginePool({ ...this.#options, url: url.href })
    return connectEngine(pool, {
      executeScript: (script) => this.#execute(pool, script),
      dispose: async () => {
        await pool.end()
        await this.#pool.query(`DROP DATABASE IF EXISTS "${name}"`)
      },
    })
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }

  async #execute(pool: pg.Pool, script: string): Promise<void> {
    try {
      await pool.query(script)
    } catch (error) {
      this.lastError = error
      throw toAdapterError(error)
    }
  }
}

// A script without parameters is one transaction, and this is its last statement: it shows whether the script took effect even if the program dies
// before the engine has written the same. The engine allows only one unfinished row at a time.
const finishRow = `
;UPDATE "_prisma_migrations" SET "finished_at" = now() WHERE "finished_at" IS NULL AND "rolled_back_at" IS NULL`
