import type pg from 'pg'
import { DatabaseStartError } from '../embedded/start-error.ts'

// 'plinth' in ASCII. Not Prisma's own number: the engine takes that lock on its own connection while we hold ours.
const lockKey = 0x706c696e7468
const patienceMs = 10 * 60_000

/** Runs `work` while no other Plinth process migrates the same database. Throws `MIGRATION_LOCK_TIMEOUT` after ten minutes of waiting. */
export async function withMigrationLock<T>(
  client: pg.Client,
  log: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const { rows } = await client.query<{ isLocked: boolean }>(`SELECT pg_try_advisory_lock(${lockKey}) AS "isLocked"`)
  if (!rows[0]?.isLocked) {
    log('Another Plinth is migrating this database; waiting for it.')
    await wait(client)
  }
  try {
    return await work()
  } finally {
    // The end of the connection releases the lock too, so an error of a broken one is ignored.
    await client.query(`SELECT pg_advisory_unlock(${lockKey})`).catch(() => undefined)
  }
}

async function wait(client: pg.Client): Promise<void> {
  await client.query(`SET lock_timeout = ${patienceMs}`)
  try {
    await client.query(`SELECT pg_advisory_lock(${lockKey})`)
  } catch (error) {
    throw new DatabaseStartError(
      'MIGRATION_LOCK_TIMEOUT',
      `Another Plinth has been migrating this database for ${patienceMs / 60_000} minutes. See what it is doing (npm run db -- status, pg_stat_activity), and start again.`,
      { cause: error },
    )
  }
}
