import { setTimeout as after } from 'node:timers/promises'
import { KeyedTurns } from '@plinth/bounds/turns'
import { PlinthError } from '@plinth/core/errors'
import { fragment } from '@plinth/db/fragment'
import { type Build, type Executor, statement } from '@plinth/db/statement'
import type { HashFor, PasswordCost } from '@plinth/platform/passwords/password'
import type { RequestLog } from '../kit/context.ts'
import type { LimitedAccount, LimitedAct, Limits } from '../kit/limits.ts'
import type { Signer } from '../kit/signer.ts'

/** When a counter makes its key wait. */
interface Patience {
  /** Failures without a wait: people mistype. */
  free: number
  /** From one second the wait doubles with each failure up to this. */
  maxWaitSeconds: number
}

/** Somebody who guesses the passwords of one account. */
const ofPair: Patience = { free: 5, maxWaitSeconds: 900 }
/** The same, while the account is being guessed at from many networks. */
const ofPairUnderAttack: Patience = { free: 1, maxWaitSeconds: 900 }
/** Many people can share one network, and must not be held up for long by one of them. */
const ofNetwork: Patience = { free: 20, maxWaitSeconds: 60 }
/** A browser that has signed in to the account before: neither its network nor others' failures count. */
const ofDevice: Patience = { free: 10, maxWaitSeconds: 900 }
/** Failures of an account from all networks within an hour, after which it counts as attacked: it is tried at a pace, and nobody is locked out. */
const attackFailures = 20
/** What a try of an account that is attacked takes, in milliseconds, of a process. */
const paceMs = 500

/** Acts in one hour: of each account, and of each network, that they are counted for. */
export type ActLimits = Readonly<Record<LimitedAct, number>>

/**
 * For whom an act is counted. The answers to `signUp` and `newAddress` tell whether an address has an account, so they are counted for the network: many
 * accounts of one network look for addresses no faster.
 */
const countedFor: Readonly<Record<LimitedAct, readonly ('account' | 'network')[]>> = {
  signUp: ['network'],
  newPassword: ['account'],
  newAddress: ['account', 'network'],
}

/** Failures are forgotten after this long without one. */
export const memorySeconds = 3_600

const anHour = fragment`make_interval(secs => ${fragment.number(memorySeconds)})`

/** Limits that hold without a setting. */
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

/**
 * Tries of one counter run one after the other, so each failure is counted before the next try: many guesses at once do not slip through, and
 * right passwords do not wait for a count of each other. With several replicas each may be one ahead.
 */
const counters = new KeyedTurns({
  maxWaiting: 20,
  refuse: () => new PlinthError('TOO_MANY_REQUESTS', { retryAfterSeconds: 5 }),
})

/** Tries of one account from all networks where it is not known. The last one of the line has its turn after five seconds, if it is attacked. */
const accounts = new KeyedTurns({
  maxWaiting: 10,
  refuse: () => new PlinthError('TOO_MANY_ATTEMPTS', { retryAfterSeconds: 3 }),
})

export interface LimitsOf {
  db: Executor
  signer: Signer
  /** Where the request comes from: an address, or the /64 of one. */
  network: string
  /** Makes a signal that ends when nobody waits for the answer any more; made for what waits alone, which few requests do. */
  departure?: (() => AbortSignal) | undefined
  log: RequestLog
  acts: ActLimits
  /** Of the hashes that are made under these limits. */
  cost?: PasswordCost | undefined
}

/** The limits of one request. They are kept in the database, by digests that only the server can make, and hold over all replicas. */
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
        // A line of its own: what others do in the same network does not hold it up, and what it does elsewhere at once is counted.
        return counters.take(own.key, () => assertFree([own.key]).then(() => tryFor(own, [])), asker().signal)
      }
      const pair = keyOf('pair', email, network)
      const shared: Counter = { key: keyOf('network', network), patience: ofNetwork }
      const attempt = async () => {
        const isAttacked = (await attacked.run(db, { key: account.key, failures: attackFailures })).length > 0
        const own: Counter = { key: pair, patience: isAttacked ? ofPairUnderAttack : ofPair }
        // The next one begins after the pace, whatever comes of this one.
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
      // What the account may not do any more is not counted for its network.
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
