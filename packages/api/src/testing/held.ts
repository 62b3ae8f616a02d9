import type { TestServer } from './test-server.ts'
import { until } from './until.ts'

/** A transaction on its own connection that holds its locks until it is ended. */
export interface Held extends AsyncDisposable {
  commit(): Promise<void>
}

/** Runs a statement and keeps its transaction open; if it is disposed without `commit`, it is rolled back. */
export async function hold({ database }: TestServer, text: string, values: unknown[] = []): Promise<Held> {
  const client = await database.pool.connect()
  let isOpen = true
  const end = async (how: 'commit' | 'rollback') => {
    if (!isOpen) return
    isOpen = false
    await client.query(how)
    client.release()
  }
  await client.query('begin')
  await client.query(text, values)
  return { commit: () => end('commit'), [Symbol.asyncDispose]: () => end('rollback') }
}

/** Waits until `count` statements are waiting for a lock. */
export function untilBlocked(server: TestServer, count = 1): Promise<unknown> {
  return until(`${count} blocked statements`, async () => {
    const blocked = await server.rows(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return blocked.length >= count
  })
}
