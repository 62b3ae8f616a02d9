import { createHash } from 'node:crypto'
import { type Actor, userIdOf } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import type { Database } from '@plinth/db/database'
import { brokenConstraint } from '@plinth/db/errors'
import { fragment } from '@plinth/db/fragment'
import { type Build, statement } from '@plinth/db/statement'
import superjson from 'superjson'
import type { Context } from '../context.ts'
import '../database-context.ts'
import { wire } from '../wire.ts'

interface Keyed {
  hash: string
  inputHash: string
}

/**
 * Takes the key. Whoever comes second waits here until the first has committed, and then gets nothing. A key of more than 24 hours ago is
 * taken anew.
 */
const take = statement(
  (q: Build<Keyed>) => fragment.statement<{ hash: string }>`
    insert into "idempotency_keys" as "known" ("hash", "inputHash") values (${q.param('hash')}, ${q.param('inputHash')})
    on conflict ("hash") do update set "inputHash" = excluded."inputHash", "answer" = null, "createdAt" = now()
    where "known"."createdAt" < now() - interval '24 hours' returning "hash"`,
)

/** Keeps the answer, and forgets a few keys of the day before: so there are never many. */
const keep = statement(
  (q: Build<{ hash: string; answer: string }>) => fragment.statement<never>`
    with "old" as (
      delete from "idempotency_keys" where "hash" in (
        select "hash" from "idempotency_keys" where "createdAt" < now() - interval '24 hours' limit 10 for update skip locked)
    ) update "idempotency_keys" set "answer" = ${q.param('answer')}::jsonb where "hash" = ${q.param('hash')}`,
)

const find = statement(
  (q: Build<{ hash: string }>) => fragment.statement<{ inputHash: string; answer: unknown }>`
    select "inputHash", "answer" from "idempotency_keys" where "hash" = ${q.param('hash')}`,
)

const hashOf = (...parts: readonly string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('base64url')

interface Attempt {
  ctx: Context
  actor: Actor
  path: string
  input: unknown
}

/**
 * Runs a write. With an idempotency key it runs once in 24 hours: key, row, event and answer are in one transaction, and whoever sends the
 * key again gets the same answer.
 * @throws PlinthError `IDEMPOTENCY_KEY_REUSED` when the key came with another input before
 */
export async function once(
  { ctx, actor, path, input }: Attempt,
  run: (db: Database) => Promise<unknown>,
): Promise<unknown> {
  const key = ctx.idempotencyKey
  if (key === undefined) return run(ctx.db)
  const userId = userIdOf(actor)
  // Whoever guesses the key of someone unknown would get their answer.
  if (userId === undefined) throw refusal('It works for whoever is signed in: sign in, or leave it out.')
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw refusal('Expected 1 to 200 visible ASCII characters, such as a UUID.')
  const hash = hashOf(userId, path, key)
  const inputHash = hashOf(JSON.stringify(wire.serialize(input)))
  return ctx.db.transaction(async (db) => {
    const [taken] = await take.run(db, { hash, inputHash })
    if (!taken) {
      const [known] = await find.run(db, { hash })
      if (known?.inputHash !== inputHash) throw new PlinthError('IDEMPOTENCY_KEY_REUSED')
      return superjson.deserialize(known.answer as Parameters<typeof superjson.deserialize>[0]) // as `keep` wrote it
    }
    const output = await run(db)
    await keep.run(db, { hash, answer: JSON.stringify(wire.serialize(output)) })
    return output
  })
}

const refusal = (message: string) => new PlinthError('INVALID_INPUT', { fields: { 'idempotency-key': [message] } })

/** Whether a failure is the violation of this constraint. */
export const isConstraint = (error: unknown, constraint: string) => brokenConstraint(error) === constraint
