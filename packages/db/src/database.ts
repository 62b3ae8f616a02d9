import type pg from 'pg'
import { createPrisma, type PrismaClient, type PrismaTransaction } from './prisma.ts'
import type { Executor, Prepared } from './statement.ts'

/** What one request cost in SQL. */
export interface SqlMeter {
  count: number
  ms: number
}

export interface TransactionOptions {
  /** The transaction is rolled back when it takes longer. */
  timeoutMs?: number
}

/** The database as one request sees it: statements on the pool, or, within `transaction()`, everything on one connection. */
export interface Database extends Executor {
  readonly meter: SqlMeter
  /** Runs `work` in a transaction; within one, joins it. Throwing rolls back all of it. */
  transaction<Result>(work: (db: TransactionDatabase) => Promise<Result>, options?: TransactionOptions): Promise<Result>
}

export interface TransactionDatabase extends Database {
  readonly tx: PrismaTransaction
  /** Runs `work` behind a savepoint: when it throws, what it did is undone, and the transaction goes on. */
  attempt<Result>(work: () => Promise<Result>): Promise<Result>
}

/** The pool and Prisma of a process, and a `Database` for each request. */
export interface DatabaseSource {
  readonly pool: pg.Pool
  readonly prisma: PrismaClient
  open(): Database
  close(): Promise<void>
}

export interface DatabaseSourceOptions {
  /** Prepare statements by name. Off for poolers that hand each statement to another connection (PgBouncer before 1.21). */
  isNaming?: boolean
}

/** Takes over the pool: `close()` ends it. */
export function createDatabase(pool: pg.Pool, options: DatabaseSourceOptions = {}): DatabaseSource {
  const isNaming = options.isNaming ?? true
  const prisma = createPrisma(pool)
  return {
    pool,
    prisma,
    open: () => onPool(pool, prisma, isNaming),
    async close() {
      await prisma.$disconnect()
      await pool.end()
    },
  }
}

function onPool(pool: pg.Pool, prisma: PrismaClient, isNaming: boolean): Database {
  const meter: SqlMeter = { count: 0, ms: 0 }
  return {
    meter,
    async query<Row>(prepared: Prepared) {
      const startMs = performance.now()
      meter.count++
      try {
        const { text, values } = prepared
        // The row type is the statement's, which was compiled from the same columns.
        return (await pool.query(isNaming ? prepared : { text, values })).rows as Row[]
      } finally {
        meter.ms += performance.now() - startMs
      }
    },
    transaction(work, transaction = {}) {
      meter.count++
      return prisma.$transaction((tx) => work(inTransaction(tx, meter)), {
        timeout: transaction.timeoutMs ?? 10_000,
        maxWait: 5_000,
      })
    },
  }
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
