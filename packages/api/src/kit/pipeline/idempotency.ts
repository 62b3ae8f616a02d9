import { KeyedTurns } from '@plinth/bounds/turns'
import { type Actor, userIdOf } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import type { Database, TransactionOptions } from '@plinth/db/database'
import { brokenConstraint } from '@plinth/db/errors'
import { fragment } from '@plinth/db/fragment'
import { type Build, type Executor, statement } from '@plinth/db/statement'
import superjson from 'superjson'
import type { Context } from '../context.ts'
import '../database-context.ts'
import type { Secrets } from '../procedure-types.ts'
import { wire } from '../wire.ts'
import { type Keyed, KeyUse, keyConstraint } from './key-step.ts'
import { RecentKeys } from './recent-keys.ts'

/** How long a repeated key gets its first answer. */
export const keptSeconds = 86_400

const keptFor = fragment`make_interval(secs => ${fragment.number(keptSeconds)})`

/**
 * Takes the key, if it is free or more than 24 hours old. The lock is held until the transaction ends; a process that does not get it
 * fails at once, because waiting in the database would hold a connection.
 */
const take = statement(
  (q: Build<Keyed>) => fragment.statement<{ isBusy: boolean; isTaken: boolean }>`
    with "lock" as materialized (
      select pg_try_advisory_xact_lock(hashtextextended(${q.param('hash')}::text, 0)) as "isHeld"
    ), "taken" as (
      insert into "idempotency_keys" as "known" ("hash", "inputHash")
      select ${q.param('hash')}::text, ${q.param('inputHash')}::text from "lock" where "isHeld"
      on conflict ("hash") do update set "inputHash" = excluded."inputHash", "answer" = null, "createdAt" = now()
      where "known"."createdAt" < now() - ${keptFor} returning "hash"
    ) select not "isHeld" as "isBusy", exists (select from "taken") as "isTaken" from "lock"`,
)

/** Stores the answer. The job that deletes expired data deletes expired keys too. */
const keep = statement(
  (q: Build<{ hash: string; answer: string | null }>) => fragment.statement<never>`
    update "idempotency_keys" set "answer" = ${q.param('answer')}::jsonb where "hash" = ${q.param('hash')}`,
)

const find = statement(
  (q: Build<{ hash: string }>) => fragment.statement<{ inputHash: string; answer: unknown }>`
    select "inputHash", "answer" from "idempotency_keys"
    where "hash" = ${q.param('hash')} and "createdAt" >= now() - ${keptFor}`,
)

const deleteExpired = statement(
  (q: Build<{ hash: string }>) => fragment.statement<never>`
    delete from "idempotency_keys" where "hash" = ${q.param('hash')} and "createdAt" < now() - ${keptFor}`,
)

interface Attempt {
  ctx: Context
  actor: Actor
  path: string
  input: unknown
  secrets: Secrets
  /** Set if the work is one statement, which stores the key; converts the stored answer to its TypeScript value. */
  fromJson: ((answer: unknown) => unknown) | undefined
}

/** The environment in which a write runs. */
interface Workplace {
  db: Database
  /** The key that the statement of the write must store. */
  key: KeyUse | undefined
}

/** Runs the write on the request's database; with an idempotency key, in the statement or transaction that also stores key and answer. */
type Inside = (work: (at: Workplace) => Promise<unknown>, options: TransactionOptions | undefined) => Promise<unknown>

/**
 * Runs a write. With an idempotency key it runs once in 24 hours: key, row, event and answer are in one statement or transaction, and the same key
 * gets the same answer again. Calls with one key run one after the other, and wait without a connection.
 * @throws PlinthError `IDEMPOTENCY_KEY_REUSED` when the key was used with another input, `IDEMPOTENCY_KEY_BUSY` when another process still
 * runs the first call or too many calls wait for it, `ALREADY_DONE` when the first answer was a secret
 */
export async function once(attempt: Attempt, write: (inside: Inside) => Promise<unknown>): Promise<unknown> {
  const { ctx, fromJson } = attempt
  const { db } = ctx
  if (ctx.idempotencyKey === undefined) return write((work) => work({ db, key: undefined }))
  const keyed = keyedOf(attempt, ctx.idempotencyKey)
  return underWay.take(keyed.hash, async () => {
    if (fromJson) return onceByStatement({ attempt, keyed, fromJson }, write)
    const known = await answerTo(db, keyed)
    return known ? known.answer : write((work, options) => kept(attempt, keyed, { work, options }))
  })
}

interface ByStatement {
  attempt: Attempt
  keyed: Keyed
  fromJson: (answer: unknown) => unknown
}

/**
 * A key's first call does not query the keys. A repeated call whose key this server has forgotten, or that another server
 * handled, fails at the key or before it; the stored answer then replaces the failure.
 */
async function onceByStatement(given: ByStatement, write: (inside: Inside) => Promise<unknown>): Promise<unknown> {
  const { attempt, keyed, fromJson } = given
  const { ctx, path } = attempt
  const recent = recentOf(ctx)
  const look = async () => {
    const known = await answerTo(ctx.db, keyed, fromJson)
    if (known) recent.note(keyed.hash)
    return known
  }
  const before = recent.has(keyed.hash) ? await look() : undefined
  if (before) return before.answer
  try {
    const output = await write(async (work) => {
      const key = new KeyUse(keyed)
      const result = await work({ db: ctx.db, key })
      key.assertTaken(path)
      return result
    })
    recent.note(keyed.hash)
    return output
  } catch (error) {
    const known = await look()
    if (known) return known.answer
    if (brokenConstraint(error) !== keyConstraint) throw error
    await deleteExpired.run(ctx.db, keyed)
    // If another process takes the key in between, it stores the answer.
    return onceByStatement(given, write)
  }
}

/** @throws PlinthError `INVALID_INPUT` for an invalid key */
function keyedOf({ ctx, actor, path, input, secrets }: Attempt, key: string): Keyed {
  const userId = userIdOf(actor)
  // A caller who guesses an anonymous caller's key would get that caller's answer.
  if (userId === undefined) throw refusal('It works for people who are signed in: sign in, or leave it out.')
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw refusal('Expected 1 to 200 visible ASCII characters, such as a UUID.')
  const shown = without(input, secrets.input ?? [])
  return {
    hash: ctx.signer.hash('idempotency key', userId, path, key),
    inputHash: ctx.signer.hash('idempotency input', JSON.stringify(wire.serialize(shown))),
  }
}

function without(input: unknown, names: readonly string[]): unknown {
  if (names.length === 0 || typeof input !== 'object' || input === null) return input
  return Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)))
}

/** The answer of the first call with this key; undefined if there was no such call. */
async function answerTo(
  db: Executor,
  { hash, inputHash }: Keyed,
  fromJson: (answer: unknown) => unknown = (answer) => answer,
): Promise<{ answer: unknown } | undefined> {
  const [known] = await find.run(db, { hash })
  if (!known) return undefined
  if (known.inputHash !== inputHash) throw new PlinthError('IDEMPOTENCY_KEY_REUSED')
  if (known.answer === null) throw new PlinthError('ALREADY_DONE')
  // As the statement of the work wrote it, or as `keep` did.
  const stored = known.answer as { row: unknown } | Parameters<typeof superjson.deserialize>[0]
  return { answer: 'row' in stored ? fromJson(stored.row) : superjson.deserialize(stored) }
}

function kept(
  { ctx, secrets }: Attempt,
  keyed: Keyed,
  { work, options }: { work: (at: Workplace) => Promise<unknown>; options: TransactionOptions | undefined },
): Promise<unknown> {
  return ctx.db.transaction(async (db) => {
    const [lock] = await take.run(db, keyed)
    if (!lock || lock.isBusy) throw busy()
    if (!lock.isTaken) {
      // Another process took the key between the query and the lock.
      const known = await answerTo(db, keyed)
      if (!known) throw busy()
      return known.answer
    }
    const output = await work({ db, key: undefined })
    const answer = secrets.answer ? null : JSON.stringify(wire.serialize(output))
    await keep.run(db, { hash: keyed.hash, answer })
    return output
  }, options)
}

const busy = () => new PlinthError('IDEMPOTENCY_KEY_BUSY', { retryAfterSeconds: 1 })

/** About the number of keyed writes that a busy server handles in the seconds within which clients retry. */
const maxRecent = 10_000

/** The recent keys of each server: one in a process, and more in tests. */
const recents = new WeakMap<Context['signer'], RecentKeys>()

function recentOf({ signer }: Context): RecentKeys {
  const known = recents.get(signer) ?? new RecentKeys(maxRecent)
  recents.set(signer, known)
  return known
}

/** At most 100 calls per key wait for the running one. */
const underWay = new KeyedTurns({ maxWaiting: 100, refuse: busy })

const refusal = (message: string) => new PlinthError('INVALID_INPUT', { fields: { 'idempotency-key': [message] } })
