import { type Actor, anonymous, userIdOf } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { everyone, type Rule } from '@plinth/core/rule'
import type { Database } from '@plinth/db/database'
import type { z } from 'zod'
import type { Call } from './call.ts'
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
}

/** The steps of a procedure that writes. `attempt` counts from 0. */
export function mutation(
  declared: BaseWrite,
  run: (call: DatabaseCall<unknown>, at: { path: string; attempt: number }) => Promise<unknown>,
) {
  const { retry, isChangingSessions, conflicts = {}, event } = declared
  return builderOf({ ...declared, meta: { event, ...declared.meta } }).mutation(async ({ ctx, input, path }) => {
    assertStorable(input)
    const actor = await writerOf(ctx, declared.rule)
    const attempt = (nth: number) => {
      // Decided before the idempotency key is looked at: who may not do it at all hears that first.
      const decided = decide(declared.rule, actor)
      return once({ ctx, actor, path, input }, (db) => {
        const access = new Access(decided)
        return run({ ctx, db, input, actor, access }, { path, attempt: nth })
      })
    }
    try {
      const output = await retried(retry, attempt)
      const userId = userIdOf(actor)
      if (isChangingSessions && userId !== undefined) ctx.forgetSessions(userId)
      return output
    } catch (error) {
      throw constraintError(error, conflicts)
    }
  })
}
