import { fragment } from '@plinth/db/fragment'
import { type Build, type Executor, statement } from '@plinth/db/statement'

/** Months that have a partition: this one, and those that follow. */
const months = 4

const make = statement(
  (q: Build<{ months: number }>) =>
    fragment.statement<{ made: number }>`select "plinth_event_partitions"(now(), ${q.param('months')}::int) as "made"`,
)

/**
 * Makes the partitions of the event log for this month and the next three, where they are missing. What came in the meantime is in the default
 * partition, and moves. @returns how many were made
 */
export async function makeEventPartitions(db: Executor): Promise<number> {
  const [row] = await make.run(db, { months })
  return row?.made ?? 0
}
