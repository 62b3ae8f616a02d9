import { openSigner } from '../identity/signing-key.ts'
import type { TestServer } from './test-server.ts'

interface Limit {
  failures: number
  /** Time until the next attempt is allowed; below zero when the wait is over. */
  seconds: number
}

/** The counters of failed sign-ins, by their key parts: `['pair', email, address]`, `['network', address]`, `['account', email]`. */
export async function signInCounters({ database, rows }: TestServer) {
  const signer = await openSigner(database.open(), 'cursors')
  /** A counter's key, as the server computes it. */
  const keyOf = (...parts: string[]) => signer.hash('limit', ...parts)
  return {
    keyOf,
    async limitOf(...parts: string[]): Promise<Limit | undefined> {
      const [limit] = await rows<Limit>(
        `select failures, extract(epoch from "blockedUntil" - now())::float as seconds from sign_in_limits where key = $1`,
        [keyOf(...parts)],
      )
      return limit
    },
    /** Simulates that this much time has passed. */
    afterSeconds: (parts: string[], seconds: number) =>
      rows(`update sign_in_limits set "blockedUntil" = "blockedUntil" - make_interval(secs => $2) where key = $1`, [
        keyOf(...parts),
        seconds,
      ]),
    /** Simulates that this many attempts failed a while ago. */
    afterFailures: (parts: string[], failures: number) =>
      rows(
        `insert into sign_in_limits values ($1, $2, now() - interval '1 minute') on conflict (key) do update set failures = excluded.failures, "blockedUntil" = excluded."blockedUntil"`,
        [keyOf(...parts), failures],
      ),
  }
}
