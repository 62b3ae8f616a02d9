import type { Rule } from '@plinth/core/rule'
import type { Database, TransactionOptions } from '@plinth/db/database'
import type { z } from 'zod'
import type { Asked, Call } from './call.ts'
import type { Context } from './context.ts'
import './database-context.ts'
import { type Conflicts, constraintError } from './pipeline/conflict.ts'
import { enter } from './pipeline/gate.ts'
import { once } from './pipeline/idempotency.ts'
import type { KeyUse } from './pipeline/key-step.ts'
import { outermost } from './pipeline/outermost.ts'
import { retried } from './pipeline/retried.ts'
import { assertStorable } from './pipeline/storable.ts'
import { explainTaken } from './pipeline/taken.ts'
import type { ProcedureMeta } from './procedure-types.ts'
import { trpc } from './trpc.ts'

/** A call, and the database that it uses: the pool, or the transaction of the whole call. */
export interface DatabaseCall<Input> extends Call<Input> {
  readonly db: Database
}

interface Base {
  rule: Rule
  input: z.ZodType
  /** The schema of the answer. A resource's own verbs need none: their statement selects only the declared fields. */
  output?: z.ZodType
  meta?: Omit<ProcedureMeta, 'rule'>
}

const base = trpc.procedure.use(outermost)

const builderOf = ({ rule, input, output, meta }: Base) => {
  const declared = base.meta({ rule, ...meta }).input(input)
  // The builder's type depends on whether there is an output; its use does not.
  return output ? (declared.output(output) as unknown as typeof declared) : declared
}

/** The steps of a procedure that changes nothing. */
export function query(declared: Base, run: (call: DatabaseCall<unknown>) => Promise<unknown>) {
  return builderOf(declared).query(async ({ ctx, input, path }) => {
    assertStorable(input)
    const { actor, access } = await enter(ctx, { rule: declared.rule, path })
    const result = await run({ ctx, db: ctx.db, input, actor, access })
    access.assertTaken()
    return result
  })
}

export interface BaseWrite extends Base {
  event: string
  conflicts?: Conflicts | undefined
  /** A unique constraint whose violation causes one retry, which finds the other row and adapts to it. */
  retry?: string | undefined
  /** Runs after the write has committed; see `MutationCall.afterCommit`. */
  afterCommit?: ((asked: Asked<unknown>) => void) | undefined
  /**
   * Set if the work is one statement of `runChange` or `withKey`, which stores the idempotency key, so that it needs no transaction. Converts the stored
   * answer to its TypeScript value.
   */
  fromJson?: ((answer: unknown) => unknown) | undefined
  /** The transaction that its work needs; with an idempotency key all of the work is in it. */
  transaction?: TransactionOptions | undefined
}

/** A call of a write. */
export interface MutationCall<Input> extends DatabaseCall<Input> {
  /** The idempotency key that the statement of the work must store; only for a write that declares `fromJson`. */
  readonly key: KeyUse | undefined
  /**
   * Registers work in this process to run after the commit, such as setting a cookie. It is skipped if the write fails, or if an idempotency key
   * returns the first answer again. Its failures only go to the log, because the write is committed.
   */
  afterCommit(work: () => void): void
}

/** The context of a write's work. `attempt` counts from 0. */
export interface WriteAt<Prepared> {
  path: string
  attempt: number
  prepared: Prepared
}

/** The steps of a procedure that writes. `prepare` runs once, before any transaction begins. */
export function mutation<Prepared = undefined>(
  declared: BaseWrite,
  run: (call: MutationCall<unknown>, at: WriteAt<Prepared>) => Promise<unknown>,
  prepare?: (asked: Asked<unknown>) => Promise<Prepared>,
) {
  const { retry, conflicts = {}, event, transaction, fromJson } = declared
  const secrets = declared.meta?.secrets ?? {}
  return builderOf({ ...declared, meta: { event, ...declared.meta } }).mutation(async ({ ctx, input, path }) => {
    assertStorable(input)
    // Checked before the idempotency key, so that a caller without any right gets that error first.
    const { actor, access } = await enter(ctx, { rule: declared.rule, path, isWrite: true })
    try {
      let committed: (() => void)[] = []
      const asked = { ctx, input, actor }
      const output = await once({ ctx, actor, path, input, secrets, fromJson }, async (inside) => {
        // Without prepare(), Prepared is undefined.
        const prepared = (await prepare?.(asked)) as Prepared
        const attempt = async (nth: number) => {
          let noted: (() => void)[] = []
          const afterCommit = (work: () => void) => void noted.push(work)
          const result = await inside(({ db, key }) => {
            noted = declared.afterCommit ? [() => declared.afterCommit?.(asked)] : []
            return run({ ...asked, db, access: access.anew(), key, afterCommit }, { path, attempt: nth, prepared })
          }, transaction)
          // A failed attempt leaves nothing, even if its key then returns the answer of the first call.
          committed = noted
          return result
        }
        return retried(retry, attempt)
      })
      for (const work of committed) runCommitted(ctx, path, work)
      return output
    } catch (error) {
      throw constraintError(await explainTaken(ctx.db, actor, error), conflicts)
    }
  })
}

function runCommitted({ log }: Context, path: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    log.fault(error, path)
  }
}
