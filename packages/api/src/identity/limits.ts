import { setTimeout as after } from 'node:timers/promises'
import { KeyedTurns } from '@plinth/bounds/turns'
import { PlinthError } from '@plinth/core/errors'
import { fragment } from '@plinth/db/fragment'
import { type Build, type Executor, statement } from '@plinth/db/statement'
import type { HashFor, PasswordCost } from '@plinth/platform/passwords/password'
import type { RequestLog } from '../kit/context.ts'
import type { LimitedAccount, LimitedAct, Limits } from '../kit/limits.ts'
import type { Signer } from '../kit/signer.ts'

/** When a counter delays further attempts. */
interface Patience {
  /** Failures without a delay, because people mistype. */
  free: number
  /** The wait starts at one second and doubles with each failure up to this value. */
  maxWaitSeconds: number
}

/** One network that guesses the passwords of one account. */
const ofPair: Patience = { free: 5, maxWaitSeconds: 900 }
/** The same, while the account is attacked from many networks. */
const ofPairUnderAttack: Patience = { free: 1, maxWaitSeconds: 900 }
/** Many users can share one network, and one of them must not block the others for long. */
const ofNetwork: Patience = { free: 20, maxWaitSeconds: 60 }
/** A browser that has signed in to the account before: failures of its network or of other clients do not count. */
const ofDevice: Patience = { free: 10, maxWaitSeconds: 900 }
/** Failures of an account from all networks within an hour, after which it counts as attacked: attempts are slowed down, but nobody is locked out. */
const attackFailures = 20
/** The time between attempts on an attacked account, per process, in milliseconds. */
const paceMs = 500

/** Acts allowed in one hour for each account or network that they are counted for. */
export type ActLimits = Readonly<Record<LimitedAct, number>>

/**
 * By what each act is counted. The answers to `signUp` and `newAddress` reveal whether an address has an account, so they are counted by network: many
 * accounts in one network cannot search for addresses any faster.
 */
const countedFor: Readonly<Record<LimitedAct, readonly ('account' | 'network')[]>> = {
  signUp: ['network'],
  newPassword: ['account'],
  newAddress: ['account', 'network'],
}

/** Failures are forgotten after this long without one. */
export const memorySeconds = 3_600

const anHour = fragment`make_interval(secs => ${fragment.number(memorySeconds)})`

/** Limits that apply without a setting. */
export const usualActLimits: ActLimits = { signUp: 30, newPassword: 30, newAddress: 30 }

interface Counter {
  key: string
  patience: Patience
}

const waits = statement(
  (q: Build<{ keys: string[] }>) => fragment.statement<{ seconds: number }>`
    select coalesce(max(ceil(extract(epoch from "blockedUntil" - now()))), 0)::int as "seconds"
    from "sign_in_limits" where "key" = any(${q.param('keys')}::text[])`,
)

const attacked = statement(
  (q: Build<{ key: string; failures: number }>) => fragment.statement<{ key: string }>`
    select "key" from "sign_in_limits" where "key" = ${q.param('key')}
      and "failures" >= ${q.param('failures')}::int and "blockedUntil" > now() - ${anHour}`,
)

// Failures are forgotten after an hour without one. The account's counter sets no wait: its time is that of the last failure.
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

// The hour begins with the first act.
const count = statement(
  (q: Build<{ key: string; most: number }>) => fragment.statement<{ failures: number }>`
    insert into "sign_in_limits" as "l" ("key", "failures", "blockedUntil") values (${q.param('key')}, 1, now() + ${anHour})
    on conflict ("key") do update set
      "failures" = case when "l"."blockedUntil" <= now() then 1 else "l"."failures" + 1 end,
      "blockedUntil" = case when "l"."blockedUntil" <= now() then now() + ${anHour} else "l"."blockedUntil" end
    where "l"."failures" < ${q.param('most')}::int or "l"."blockedUntil" <= now()
    returning "l"."failures"`,
)

/**
 * Attempts on one counter run one after the other, so each failure is counted before the next attempt: many simultaneous guesses do not slip through, and
 * correct passwords do not wait for each other's counts. With several replicas, each may run one attempt ahead.
 */
const counters = new KeyedTurns({
  maxWaiting: 20,
  refuse: () => new PlinthError('TOO_MANY_REQUESTS', { retryAfterSeconds: 5 }),
})

/** Attempts on one account from all networks where it is not known. If the account is attacked, the last in the queue runs after five seconds. */
const accounts = new KeyedTurns({
  maxWaiting: 10,
  refuse: () => new PlinthError('TOO_MANY_ATTEMPTS', { retryAfterSeconds: 3 }),
})

export interface LimitsOf {
  db: Executor
  signer: Signer
  /** The origin of the request: an IPv4 address, or the /64 of an IPv6 address. */
  network: string
  /** Creates a signal that aborts when the client no longer waits for the answer; created only when a call queues, which few requests do. */
  departure?: (() => AbortSignal) | undefined
  log: RequestLog
  acts: ActLimits
  /** The cost of the hashes made under these limits. */
  cost?: PasswordCost | undefined
}

/** The limits of one request. They are stored in the database under digests that only the server can compute, and apply across all replicas. */
export function limitsOf({ db, signer, network, departure, log, acts, cost }: LimitsOf): Limits {
  const keyOf = (...parts: string[]) => signer.hash('limit', ...parts)
  let signal: AbortSignal | undefined
  const asker = (): HashFor => {
    signal ??= departure?.()
    return { network, signal, cost }
  }

  async function assertFree(keys: string[]): Promise<void> {
    const [found] = await waits.run(db, { keys })
    const seconds = found?.seconds ?? 0
    if (seconds > 0) throw new PlinthError('TOO_MANY_ATTEMPTS', { retryAfterSeconds: seconds })
  }

  async function noteFailure(counted: readonly Counter[]): Promise<void> {
    await fail.run(db, {
      keys: counted.map(({ key }) => key),
      free: counted.map(({ patience: { free } }) => free),
      longest: counted.map(({ patience: { maxWaitSeconds } }) => maxWaitSeconds),
    })
  }

  return {
    tryPassword({ email, device }: LimitedAccount, check) {
      const account: Counter = { key: keyOf('account', email), patience: { free: 1, maxWaitSeconds: 0 } }
      const tryFor = async (own: Counter, others: readonly Counter[]) => {
        const found = await check(asker())
        if (found === undefined) await noteFailure([own, ...others, account])
        else await forget.run(db, { key: own.key })
        return found
      }
      if (device !== undefined) {
        const own: Counter = { key: keyOf('device', device), patience: ofDevice }
        // A separate queue: other clients in the same network do not delay it, and its simultaneous attempts elsewhere are counted.
        return counters.take(own.key, () => assertFree([own.key]).then(() => tryFor(own, [])), asker().signal)
      }
      const pair = keyOf('pair', email, network)
      const shared: Counter = { key: keyOf('network', network), patience: ofNetwork }
      const attempt = async () => {
        const isAttacked = (await attacked.run(db, { key: account.key, failures: attackFailures })).length > 0
        const own: Counter = { key: pair, patience: isAttacked ? ofPairUnderAttack : ofPair }
        // The next attempt starts after the pace, whatever the result of this one.
        const [found] = await Promise.all([tryFor(own, [shared]), isAttacked ? after(paceMs) : undefined])
        return found
      }
      return counters.take(
        shared.key,
        async () => {
          await assertFree([pair, shared.key])
          return accounts.take(account.key, attempt, asker().signal)
        },
        asker().signal,
      )
    },
    async act(act: LimitedAct, work, account) {
      const most = acts[act]
      // An act that the account may no longer perform is not counted for its network.
      for (const by of countedFor[act]) {
        const key = by === 'network' ? keyOf(act, network) : keyOf(act, 'account', account ?? '')
        const [counted] = await count.run(db, { key, most })
        log.limit = { act, count: counted?.failures ?? most + 1, most }
        if (counted) continue
        const [wait] = await waits.run(db, { keys: [key] })
        throw new PlinthError('TOO_MANY_ATTEMPTS', { retryAfterSeconds: Math.max(1, wait?.seconds ?? 1) })
      }
      return work(asker())
    },
  }
}
