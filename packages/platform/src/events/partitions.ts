import { fragment } from '@plinth/db/fragment'
import { type Build, type Executor, statement } from '@plinth/db/statement'

/** The number of months that have a partition: the current one and the next three. */
const months = 4

const make = statement(
  (q: Build<{ months: number }>) =>
    fragment.statement<{ made: number }>`select "plinth_event_partitions"(now(), ${q.param('months')}::int) as "made"`,
)

/**
 * Creates the missing partitions of the event log for this month and the next three. Events that were inserted before are in the default
 * partition, and are moved. @returns the number of created partitions
 */
export async function makeEventPartitions(db: Executor): Promise<number> {
  const [row] = await make.run(db, { months })
  return row?.made ?? 0
}
