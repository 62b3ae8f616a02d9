import type { TestClient } from './test-client.ts'
import { until } from './until.ts'

/** Waits until the server takes this client for nobody: every process hears of an ended session within milliseconds. */
export function untilSignedOut({ api }: Pick<TestClient, 'api'>): Promise<unknown> {
  return until('the end of the session', async () => (await api.users.me.query()) === null, { deadlineMs: 1_000 })
}
