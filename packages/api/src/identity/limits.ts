import { PlinthError } from '@plinth/core/errors'
import { fragment } from '@plinth/db/fragment'
import { type Build, type Executor, statement } from '@plinth/db/statement'
import { KeyedTurns } from '@plinth/platform/turns/turns'
import type { RequestLog } from '../kit/context.ts'
import type { LimitedAccount, LimitedAct, Limits } from '../kit/limits.ts'
import type { Signer } from '../kit/signer.ts'
import { networkOf } from './network.ts'

/** When a counter makes its key wait. */
interface Patience {
  /** Failures without a wait: people mistype. */
  free: number
  /** From one second the wait doubles with each failure up to this. */
  maxWaitSeconds: number
}

/** Somebody who guesses the passwords of one account. */
const pair: Patience = { free: 5, maxWaitSeconds: 900 }
/** The same, while the account is being guessed at from many networks. */
const pairUnderAttack: Patience = { free: 1, maxWaitSeconds: 900 }
/** Many people can share one network, and must not be held up for long by one of them. */
const network: Patience = { free: 20, maxWaitSeconds: 60 }
/** A browser that has signed in to the account before: neither its network nor others' failures count. */
const device: Patience = { free: 10, maxWaitSeconds: 900 }
/** Failures of an account from all networks within an hour, after which it counts as attacked. They never make anybody wait by themselves. */
const attackFailures = 20

/** Acts in one hour. */
export interface ActLimits {
  /** Of one network. */
  signUp: number
  /** Of one account. */
  newPassword: number
  newAddress: number
}

/** Failures are forgotten after this long without one. */
export const memorySeconds = 3_600

const anHour = fragment`make_interval(secs => ${fragment.constant(String(memorySeconds))}::int)`

/** Limits that hold without a setting. */
export const usualActLimits: ActLimits = { signUp: 30, newPassword: 30, newAddress: 30 }

interface Counter {
  key: string
  patience: Patience
}

const waits = statement(
  (q: Build<{ keys: string[]; account: string }>) => fragment.statement<{ seconds: number; failures: number }>`
    select coalesce(max(ceil(extract(epoch from "blockedUntil" - now()))) filter (where "key" = any(${q.param('keys')}::text[])), 0)::int as "seconds",
      coalesce(max("failures") filter (where "key" = ${q.param('account')}::text and "blockedUntil" > now() - ${anHour}), 0)::int as "failures"
    from "sign_in_limits" where "key" = any(${q.param('keys')}::text[]) or "key" = ${q.param('account')}::text`,
)

// Failures are forgotten after an hour without one. The account's counter has no wait: its time is that of the last failure.
const fail = statement(
  (q: Build<{ keys: string[]; free: number[]; longest: number[] }>) => fragment.statement<never>`
    insert into "sign_in_limits" as "l" ("key", "failures", "blockedUntil")
    select "key", 1, now() + make_interval(secs => case when "free" <= 1 then least("longest", 1) else 0 end)
    from unnest(${q.param('keys')}::text[], ${q.param('free')}::int[], ${q.param('longest')}::int[]) as "given" ("key", "free", "longest")
    order by "key"
    on conflict ("key") do update set
      "failures" = case when "l"."blockedUntil" < now() - ${anHour} then 1 else "l"."failures" + 1 end,
      "blockedUntil" = now() + (
        select make_interval(secs => case when "counted" < "free" then 0 else least("longest", power(2, least(20, "counted" - "free"))) end)
        from unnest(${q.param('keys')}::text[], ${q.param('free')}::int[], ${q.param('longest')}::int[]) as "given" ("key", "free", "longest"),
          lateral (select case when "l"."blockedUntil" < now() - ${anHour} then 1 else "l"."failures" + 1 end as "counted") as "c"
        where "given"."key" = "l"."key")`,
)

const forget = statement((q: Build<{ key: string }>) =>
  q.db.deleteFrom('sign_in_limits').where('key', '=', q.param('key')),
)

// An hour that begins with the first act.
const count = statement(
  (q: Build<{ key: string; most: number }>) => fragment.statement<{ failures: number }>`
    insert into "sign_in_limits" as "l" ("key", "failures", "blockedUntil") values (${q.param('key')}, 1, now() + ${anHour})
    on conflict ("key") do update set
      "failures" = case when "l"."blockedUntil" <= now() then 1 else "l"."failures" + 1 end,
      "blockedUntil" = case when "l"."blockedUntil" <= now() then now() + ${anHour} else "l"."blockedUntil" end
    where "l"."failures" < ${q.param('most')}::int or "l"."blockedUntil" <= now()
    returning "l"."failures"`,
)

const tooMany = () => new PlinthError('TOO_MANY_REQUESTS', { retryAfterSeconds: 5 })

/**
 * Passwords of one network are checked one after the other: so a failure is counted before the next one is tried, and many guesses at once do
 * not slip through, nor do many right passwords at once wait for each other's counting. With several replicas each may be one ahead.
 */
const networks = new KeyedTurns({ maxWaiting: 20, refuse: tooMany })

export interface LimitsOf {
  db: Executor
  signer: Signer
  address: string
  log: RequestLog
  acts: ActLimits
}

/** The limits of one request. They are kept in the database, by digests that only the server can make, and hold over all replicas. */
export function limitsOf({ db, signer, address, log, acts }: LimitsOf): Limits {
  const from = networkOf(address)
  const keyOf = (...parts: string[]) => signer.hash('limit', ...parts)

  async function assertFree(counters: readonly Counter[], account: string): Promise<{ isUnderAttack: boolean }> {
    const [found] = await waits.run(db, { keys: counters.map(({ key }) => key), account })
    const seconds = found?.seconds ?? 0
    if (seconds > 0) throw new PlinthError('TOO_MANY_ATTEMPTS', { retryAfterSeconds: seconds })
    return { isUnderAttack: (found?.failures ?? 0) >= attackFailures }
  }

  return {
    tryPassword(given: LimitedAccount, check) {
      const account = keyOf('account', given.email)
      const own = given.device === undefined ? keyOf('pair', given.email, from) : keyOf('device', given.device)
      const shared = given.device === undefined ? [{ key: keyOf('network', from), patience: network }] : []
      return networks.take(from, async () => {
        const { isUnderAttack } = await assertFree([{ key: own, patience: pair }, ...shared], account)
        const found = await check()
        if (found !== undefined) {
          await forget.run(db, { key: own })
          return found
        }
        const patience = given.device === undefined ? (isUnderAttack ? pairUnderAttack : pair) : device
        const counters = [{ key: own, patience }, ...shared, { key: account, patience: { free: 1, maxWaitSeconds: 0 } }]
        await fail.run(db, {
          keys: counters.map(({ key }) => key),
          free: counters.map(({ patience: { free } }) => free),
          longest: counters.map(({ patience: { maxWaitSeconds } }) => maxWaitSeconds),
        })
        return undefined
      })
    },
    async act(act: LimitedAct, work, who) {
      const key = keyOf(act, who ?? from)
      const [counted] = await count.run(db, { key, most: acts[act] })
      log.limit = { act, count: counted?.failures ?? acts[act] + 1, most: acts[act] }
      if (!counted) {
        const [wait] = await waits.run(db, { keys: [key], account: '' })
        throw new PlinthError('TOO_MANY_ATTEMPTS', { retryAfterSeconds: Math.max(1, wait?.seconds ?? 1) })
      }
      return networks.take(from, work)
    },
  }
}
