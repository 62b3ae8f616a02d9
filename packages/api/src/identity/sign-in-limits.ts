import { PlinthError } from '@plinth/core/errors'
import { fragment } from '@plinth/db/fragment'
import { type Executor, statement } from '@plinth/db/statement'
import type { SignInLimits } from '../kit/limits.ts'

/** Attempts that may fail before a wait begins: people mistype; many people can share one network address. */
const free = { account: 5, address: 20 }
/** The wait doubles with each failure from one second up to this. */
const maxWaitSeconds = 900
/** Failures are forgotten after this long without one. */
export const memorySeconds = 3_600

const count = statement<{ key: string; free: number }, { failures: number }>(({ param }) => {
  const wait = fragment`make_interval(secs => least(${fragment.constant(String(maxWaitSeconds))}::int, power(2, greatest(0, least(20, "l"."failures" + 1 - ${param('free')}::int)))::int) * ("l"."failures" + 1 >= ${param('free')}::int)::int)`
  const isForgotten = fragment`"l"."blockedUntil" < now() - make_interval(secs => ${fragment.constant(String(memorySeconds))}::int)`
  return fragment.statement<{ failures: number }>`
    insert into "sign_in_limits" as "l" ("key", "failures", "blockedUntil") values (${param('key')}, 1, now())
    on conflict ("key") do update set
      "failures" = case when ${isForgotten} then 1 else "l"."failures" + 1 end,
      "blockedUntil" = case when ${isForgotten} then now() else now() + ${wait} end
    where "l"."failures" < ${param('free')}::int or "l"."blockedUntil" <= now()
    returning "l"."failures"`
})

const waiting = statement<{ key: string }, { seconds: number }>(
  ({ param }) =>
    fragment.statement<{ seconds: number }>`
    select ceil(extract(epoch from "blockedUntil" - now()))::int as "seconds" from "sign_in_limits" where "key" = ${param('key')}`,
)

const forget = statement<{ key: string }, never>(({ db, param }) =>
  db.deleteFrom('sign_in_limits').where('key', '=', param('key')),
)

// What is given back was counted, so a wait that it began is over too: nothing else can have been counted during it.
const giveBack = statement<{ key: string }, never>(
  ({ param }) =>
    fragment.statement<never>`
    update "sign_in_limits" set "failures" = "failures" - 1, "blockedUntil" = least("blockedUntil", now() - interval '1 millisecond')
    where "key" = ${param('key')} and "failures" > 0`,
)

/** An IPv6 customer has a network of 2^64 addresses to choose from, so they count as one. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const [left, right] = [head, tail ?? ''].map((half) => half.split(':').filter((group) => group !== '')) as [
    string[],
    string[],
  ] // one for each half
  const zeros = Array(Math.max(0, 8 - left.length - right.length)).fill('0')
  const groups = [...left, ...zeros, ...right].slice(0, 4)
  return `${groups.map((group) => group.toLowerCase().replace(/^0+(?=.)/, '')).join(':')}::/64`
}

/** Limits kept in the database, so that they hold over all replicas. */
export function signInLimits(db: Executor): SignInLimits {
  async function countAttempt(key: string, allowed: number): Promise<void> {
    const [counted] = await count.run(db, { key, free: allowed })
    if (counted) return
    const [wait] = await waiting.run(db, { key })
    throw new PlinthError('TOO_MANY_ATTEMPTS', { retryAfterSeconds: Math.max(1, wait?.seconds ?? 1) })
  }
  return {
    async attempt({ email, address }) {
      const network = networkOf(address)
      await countAttempt(`address:${network}`, free.address)
      try {
        await countAttempt(`account:${email}`, free.account)
      } catch (error) {
        // Nothing was tried, so nothing failed at this address.
        await giveBack.run(db, { key: `address:${network}` })
        throw error
      }
    },
    async succeed({ email, address }) {
      await forget.run(db, { key: `account:${email}` })
      await giveBack.run(db, { key: `address:${networkOf(address)}` })
    },
  }
}
