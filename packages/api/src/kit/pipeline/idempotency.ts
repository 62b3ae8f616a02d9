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

/** How long a key gets its first answer. */
export const keptSeconds = 86_400

const keptFor = fragment`make_interval(secs => ${fragment.number(keptSeconds)})`

/**
 * Takes the key, if it is free or more than 24 hours old. The lock is held until the transaction ends; a process that does not get it is
 * told so at once, because a wait in the database would hold a connection.
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

/** Keeps the answer. Keys that no longer count are deleted with all that expires. */
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
  /** The work is one statement, which stores the key; makes the stored answer what it is in TypeScript. */
  fromJson: ((answer: unknown) => unknown) | undefined
}

/** Where the work of a write is done. */
interface Workplace {
  db: Database
  /** What the statement of the work has to store. */
  key: KeyUse | undefined
}

/** Does the work on the request's database: with an idempotency key in the statement or the transaction that also stores key and answer. */
type Inside = (work: (at: Workplace) => Promise<unknown>, options: TransactionOptions | undefined) => Promise<unknown>

/**
 * Runs a write. With an idempotency key it runs once in 24 hours: key, row, event and answer are in one statement or transaction, and the same key
 * gets the same answer again. Calls with one key run one after the other, and wait without a connection.
 * @throws PlinthError `IDEMPOTENCY_KEY_REUSED` when the key came with another input before, `IDEMPOTENCY_KEY_BUSY` when another process has
 * the first call under way or too many wait for it, `ALREADY_DONE` where the first answer was a secret
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
 * The first call costs no look at the keys. One that this server does not know any more, or that came to another one, fails at the key or before it, and its failure is answered by
 * what the key knows.
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
    // Another process may take the key in between: then it has the answer.
    return onceByStatement(given, write)
  }
}

/** @throws PlinthError `INVALID_INPUT` for a key that cannot be one */
function keyedOf({ ctx, actor, path, input, secrets }: Attempt, key: string): Keyed {
  const userId = userIdOf(actor)
  // Somebody who guessed the key of an anonymous person would get that person's answer.
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

/** The answer that the first call with this key got; undefined when there was none. */
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
      // Another process was faster between the look and the lock.
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

/** About as many keyed writes as a busy server does in the seconds within which clients repeat them. */
const maxRecent = 10_000

/** The recent keys of each server: one in a process, and more in tests. */
const recents = new WeakMap<Context['signer'], RecentKeys>()

function recentOf({ signer }: Context): RecentKeys {
  const known = recents.get(signer) ?? new RecentKeys(maxRecent)
  recents.set(signer, known)
  return known
}

/** Of each key at most 100 calls wait for the one under way. */
const underWay = new KeyedTurns({ maxWaiting: 100, refuse: busy })

const refusal = (message: string) => new PlinthError('INVALID_INPUT', { fields: { 'idempotency-key': [message] } })
