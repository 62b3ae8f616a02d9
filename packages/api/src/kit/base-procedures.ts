import { type Actor, anonymous, userIdOf } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { everyone, type Rule } from '@plinth/core/rule'
import type { Database, TransactionOptions } from '@plinth/db/database'
import type { z } from 'zod'
import type { Asked, Call } from './call.ts'
import type { Context } from './context.ts'
import './database-context.ts'
import { Access, decide } from './pipeline/access.ts'
import { type Conflicts, constraintError } from './pipeline/conflict.ts'
import { once } from './pipeline/idempotency.ts'
import { outermost } from './pipeline/outermost.ts'
import { retried } from './pipeline/retried.ts'
import { assertStorable } from './pipeline/storable.ts'
import type { ProcedureMeta } from './procedure-types.ts'
import { trpc } from './trpc.ts'

/** A call, and the database that it works on: the pool, or the transaction that all of it is in. */
export interface DatabaseCall<Input> extends Call<Input> {
  readonly db: Database
}

interface Base {
  rule: Rule
  input: z.ZodType
  /** Shapes the answer. A resource's own verbs need none: their statement selects the declared fields and nothing else. */
  output?: z.ZodType
  meta?: Omit<ProcedureMeta, 'rule'>
}

const base = trpc.procedure.use(outermost)

const builderOf = ({ rule, input, output, meta }: Base) => {
  const declared = base.meta({ rule, ...meta }).input(input)
  // With and without an output the builder is of another type, and of the same use.
  return output ? (declared.output(output) as unknown as typeof declared) : declared
}

/** The steps of a procedure that changes nothing. */
export function query(declared: Base, run: (call: DatabaseCall<unknown>) => Promise<unknown>) {
  return builderOf(declared).query(async ({ ctx, input, path }) => {
    assertStorable(input)
    const actor = await ctx.actor()
    const access = new Access(decide(declared.rule, actor))
    const result = await run({ ctx, db: ctx.db, input, actor, access })
    access.assertTaken(path)
    return result
  })
}

/** Who writes. Where everyone may, a token that has ended counts for nothing: whoever signs in again may still send it. */
async function writerOf(ctx: Context, rule: Rule): Promise<Actor> {
  if (rule !== everyone) return ctx.actor()
  return ctx.actor().catch((error: unknown) => {
    if (error instanceof PlinthError && error.code === 'SIGN_IN_REQUIRED') return anonymous
    throw error
  })
}

export interface BaseWrite extends Base {
  event: string
  conflicts?: Conflicts | undefined
  /** A unique constraint whose violation is answered by one more try: it finds the other row and gives way. */
  retry?: string | undefined
  isChangingSessions?: boolean | undefined
  /** The transaction that its work needs; with an idempotency key all of the work is in it. */
  transaction?: TransactionOptions | undefined
}

/** Where in a write its work is. `attempt` counts from 0. */
export interface WriteAt<Prepared> {
  path: string
  attempt: number
  prepared: Prepared
}

/** The steps of a procedure that writes. What `prepare` makes is made once, before any transaction begins. */
export function mutation<Prepared = undefined>(
  declared: BaseWrite,
  run: (call: DatabaseCall<unknown>, at: WriteAt<Prepared>) => Promise<unknown>,
  prepare?: (asked: Asked<unknown>) => Promise<Prepared>,
) {
  const { retry, isChangingSessions, conflicts = {}, event, transaction } = declared
  const secrets = declared.meta?.secrets ?? {}
  return builderOf({ ...declared, meta: { event, ...declared.meta } }).mutation(async ({ ctx, input, path }) => {
    assertStorable(input)
    const actor = await writerOf(ctx, declared.rule)
    // Decided before the idempotency key is looked at: who may not do it at all hears that first.
    const decided = decide(declared.rule, actor)
    try {
      const output = await once({ ctx, actor, path, input, secrets }, async (inTransaction) => {
        // Without prepare() there is nothing prepared, and Prepared is undefined.
        const prepared = (await prepare?.({ ctx, input, actor })) as Prepared
        const attempt = (nth: number) =>
          inTransaction((db) => {
            const access = new Access(decided)
            return run({ ctx, db, input, actor, access }, { path, attempt: nth, prepared })
          }, transaction)
        return retried(retry, attempt)
      })
      const userId = userIdOf(actor)
      if (isChangingSessions && userId !== undefined) ctx.forgetSessions(userId)
      return output
    } catch (error) {
      throw constraintError(error, conflicts)
    }
  })
}
