import type { DatabaseSource } from '@plinth/db/database'
import { fragment } from '@plinth/db/fragment'
import { type Build, statement } from '@plinth/db/statement'
import { makeEventPartitions } from '@plinth/platform/events/partitions'
import { type Expiring, type ExpiringTable, expiring } from './expiring.ts'

export interface SweeperOptions {
  /** Called with the error when a table could not be swept, or when partitions of the event log could not be created. The next sweep tries again. */
  onError(error: unknown, table: ExpiringTable | 'events'): void
  /** Time from the end of one sweep to the next, in milliseconds. */
  everyMs?: number
  /** Rows that one statement deletes. */
  batchSize?: number
  /** How long one statement may take, in milliseconds. */
  statementTimeoutMs?: number
}

/** How many rows of each table a sweep has deleted. */
export type Swept = Readonly<Record<ExpiringTable, number>>

export interface Sweeper {
  /** Sweeps now, or joins the running sweep. Never rejects. */
  sweep(): Promise<Swept>
  /** Stops the running sweep after its current statement, and starts no other. */
  drain(): Promise<void>
}

const { id, number } = fragment

/**
 * Deletes the earliest expired rows first, in order of expiry. Locked rows are skipped and deleted by a later sweep.
 * `materialized`, so that the limit holds whatever the query plan.
 */
const batchOf = ({ table, key, column, keptSeconds }: Expiring) =>
  statement(
    (q: Build<{ limit: number }>) => fragment.statement<{ count: number }>`
      with "expired" as materialized (
        select ${id(key)} as "key" from ${id(table)} where ${id(column)} < now() - make_interval(secs => ${number(keptSeconds)})
        order by ${id(column)} limit ${q.param('limit')}::int for update skip locked
      ), "deleted" as (
        delete from ${id(table)} as "row" using "expired" where "row".${id(key)} = "expired"."key" returning 1
      ) select count(*)::int as "count" from "deleted"`,
  )

const tables = expiring.map((rows) => ({ table: rows.table, batch: batchOf(rows) }))

const limitTime = statement(
  (q: Build<{ ms: string }>) =>
    fragment.statement<never>`select set_config('statement_timeout', ${q.param('ms')}::text, true)`,
)

/** The delay before the first sweep, in milliseconds: random within the interval, so that replicas that start together do not sweep together. */
export const firstSweepMs = (everyMs: number): number => Math.random() * everyMs

/**
 * Deletes expired rows and creates partitions of the event log in advance, every ten minutes unless another interval is given. Expiry is not an act of a
 * user, so it leaves no event.
 */
export function startSweeper(database: DatabaseSource, options: SweeperOptions): Sweeper {
  const { onError, everyMs = 600_000, batchSize = 500, statementTimeoutMs = 5_000 } = options
  let isDraining = false
  let underWay: Promise<Swept> | undefined
  let timer: NodeJS.Timeout | undefined

  const deleteBatch = (batch: (typeof tables)[number]['batch']) =>
    database.open().transaction(async (db) => {
      await limitTime.run(db, { ms: String(statementTimeoutMs) })
      const [deleted] = await batch.run(db, { limit: batchSize })
      return deleted?.count ?? 0
    })

  async function sweepAll(): Promise<Swept> {
    const swept: Record<string, number> = {}
    try {
      await makeEventPartitions(database.open())
    } catch (error) {
      onError(error, 'events')
    }
    for (const { table, batch } of tables) {
      swept[table] = 0
      try {
        for (let count = batchSize; count === batchSize && !isDraining; swept[table] += count) {
          count = await deleteBatch(batch)
        }
      } catch (error) {
        onError(error, table)
      }
    }
    return swept as Swept // every table has been set
  }

  function sweep(): Promise<Swept> {
    underWay ??= sweepAll().finally(() => {
      underWay = undefined
    })
    return underWay
  }

  function plan(inMs: number): void {
    timer = setTimeout(async () => {
      await sweep()
      if (!isDraining) plan(everyMs)
    }, inMs)
    timer.unref()
  }
  plan(firstSweepMs(everyMs))

  return {
    sweep,
    async drain() {
      isDraining = true
      clearTimeout(timer)
      await underWay
    },
  }
}
