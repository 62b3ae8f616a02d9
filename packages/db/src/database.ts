import { AsyncLocalStorage } from 'node:async_hooks'
import type pg from 'pg'
import { Admission, type DatabaseClient, type Line, system, type Work } from './admission.ts'
import { createPrisma, type PrismaClient, type PrismaTransaction } from './prisma.ts'
import type { Executor, Prepared } from './statement.ts'

/** The SQL cost of one request. */
export interface SqlMeter {
  count: number
  ms: number
}

export interface TransactionOptions {
  /** The transaction is rolled back when it takes longer. */
  timeoutMs?: number
  /** `batch` for a transaction over many rows; `plain` when not given. */
  work?: Work
}

/** Numeric settings of Postgres, such as a threshold of `pg_trgm`. */
export type Settings = Readonly<Record<string, number>>

/** The database of one request: statements run on the pool, or, within `transaction()`, all on one connection. */
export interface Database extends Executor {
  readonly meter: SqlMeter
  /**
   * Runs statements that may take long (searches, totals, exports), each in a read-only transaction that ends after `timeoutMs`. `settings` of Postgres apply
   * to that transaction; within `transaction()` they are not set.
   */
  costly(timeoutMs: number, settings?: Settings): Executor
  /** Runs `work` in a transaction; within one, joins it. Throwing rolls back all of it. */
  transaction<Result>(work: (db: TransactionDatabase) => Promise<Result>, options?: TransactionOptions): Promise<Result>
}

export interface TransactionDatabase extends Database {
  readonly tx: PrismaTransaction
  /** Runs `work` after a savepoint: when it throws, its changes are undone, and the transaction continues. */
  attempt<Result>(work: () => Promise<Result>): Promise<Result>
}

/** The pool and the Prisma client of a process, and a `Database` for each request. */
export interface DatabaseSource {
  readonly pool: pg.Pool
  readonly prisma: PrismaClient
  /** The database for work of this client, which gets its share of the connections; for Plinth's own work when not given. */
  open(client?: DatabaseClient): Database
  /** Loads the code that the first transaction needs: compiling it would block everything else for a tenth of a second. */
  warmUp(): Promise<void>
  close(): Promise<void>
}

export interface DatabaseSourceOptions {
  /** Prepare statements by name. Off for poolers that may send each statement to another connection (PgBouncer before 1.21). */
  isNaming?: boolean
}

/** Takes ownership of the pool: `close()` ends it. */
export function createDatabase(pool: pg.Pool, options: DatabaseSourceOptions = {}): DatabaseSource {
  const source = {
    pool,
    prisma: createPrisma(pool),
    admission: new Admission(pool.options.max ?? 10),
    isNaming: options.isNaming ?? true,
  }
  return {
    pool,
    prisma: source.prisma,
    open: (client = system) => onPool(source, client),
    warmUp: () => source.prisma.$transaction(async (tx) => void (await tx.$queryRaw`select 1`)),
    async close() {
      await source.prisma.$disconnect()
      await pool.end()
    },
  }
}

interface Source {
  readonly pool: pg.Pool
  readonly prisma: PrismaClient
  readonly admission: Admission
  readonly isNaming: boolean
}

/** Set within a transaction: a statement that it runs on the pool must not wait for the connection that the transaction uses. */
const transactions = new AsyncLocalStorage<true>()

function onPool({ pool, prisma, admission, isNaming }: Source, client: DatabaseClient): Database {
  const meter: SqlMeter = { count: 0, ms: 0 }
  const admitted = async <Result>(work: Work, run: () => Promise<Result>): Promise<Result> => {
    const entered = admission.enter(client, work, transactions.getStore())
    const line: Line = entered instanceof Promise ? await entered : entered
    try {
      return await run()
    } finally {
      admission.leave(line, work)
    }
  }
  const measured = async <Result>(run: () => Promise<Result>): Promise<Result> => {
    const startMs = performance.now()
    meter.count++
    try {
      return await run()
    } finally {
      meter.ms += performance.now() - startMs
    }
  }
  const named = (prepared: Prepared) => {
    const { text, values } = prepared
    return isNaming ? prepared : { text, values }
  }
  return {
    meter,
    query: <Row>(prepared: Prepared) =>
      admitted('plain', () =>
        // The statement defines the row type, and was compiled from the same columns.
        measured(async () => (await pool.query(named(prepared))).rows as Row[]),
      ),
    costly: (timeoutMs, settings = {}) => ({
      query: <Row>(prepared: Prepared) =>
        admitted('costly', () =>
          measured(() =>
            bounded<Row>(pool, named(prepared), { ...settings, statement_timeout: Math.round(timeoutMs) }),
          ),
        ),
    }),
    transaction(work, { timeoutMs = 10_000, work: kind = 'plain' } = {}) {
      meter.count++
      const begin = () =>
        prisma.$transaction((tx) => work(inTransaction(tx, meter)), { timeout: timeoutMs, maxWait: 5_000 })
      return admitted(kind, () => transactions.run(true, begin))
    },
  }
}

/**
 * One read with its own settings, such as a time-out. They are set for a transaction, so they end with it in every case, even behind a pooler. Its three
 * parts are sent to Postgres in one message: waiting for each doubled the server's time for a list with its total.
 */
async function bounded<Row>(pool: pg.Pool, prepared: Omit<Prepared, 'name'>, settings: Settings): Promise<Row[]> {
  const set = Object.entries(settings).map(([name, value]) => `set local ${name} = ${value}`)
  const client = await pool.connect()
  const { stream } = client.connection
  stream.cork()
  const begun = client.query(['begin read only', ...set].join('; '))
  const read = client.query(prepared)
  const ended = client.query('commit')
  stream.uncork()
  const [begin, result, end] = await Promise.allSettled([begun, read, ended])
  const broken = [begin, end].find((part) => part.status === 'rejected')
  client.release(broken !== undefined)
  // A failed read ends its transaction; if that could not begin or end, the connection must not be reused.
  if (result.status === 'rejected') throw result.reason
  if (broken) throw broken.reason
  return result.value.rows as Row[] // as in `query`
}

function inTransaction(tx: PrismaTransaction, meter: SqlMeter): TransactionDatabase {
  let depth = 0
  const db: TransactionDatabase = {
    tx,
    meter,
    async query<Row>(prepared: Prepared) {
      const startMs = performance.now()
      meter.count++
      try {
        return await tx.$queryRawUnsafe<Row[]>(prepared.text, ...prepared.values)
      } finally {
        meter.ms += performance.now() - startMs
      }
    },
    transaction: (work) => work(db),
    costly: () => db,
    async attempt(work) {
      const name = `"attempt ${++depth}"`
      await tx.$executeRawUnsafe(`savepoint ${name}`)
      try {
        const result = await work()
        await tx.$executeRawUnsafe(`release savepoint ${name}`)
        return result
      } catch (error) {
        await tx.$executeRawUnsafe(`rollback to savepoint ${name}`)
        throw error
      } finally {
        depth--
      }
    },
  }
  return db
}
