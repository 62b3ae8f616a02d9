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
    const { actor, access } = await enter(ctx, { rule: declared.rule, path })
    const result = await run({ ctx, db: ctx.db, input, actor, access })
    access.assertTaken()
    return result
  })
}

export interface BaseWrite extends Base {
  event: string
  conflicts?: Conflicts | undefined
  /** A unique constraint whose violation is answered by one more try: it finds the other row and gives way. */
  retry?: string | undefined
  /** Done when the write has committed; see `MutationCall.afterCommit`. */
  afterCommit?: ((asked: Asked<unknown>) => void) | undefined
  /**
   * Its work is one statement of `runChange` or `withKey`, which stores the idempotency key: no transaction is needed for it. Makes the stored answer what
   * it is in TypeScript.
   */
  fromJson?: ((answer: unknown) => unknown) | undefined
  /** The transaction that its work needs; with an idempotency key all of the work is in it. */
  transaction?: TransactionOptions | undefined
}

/** A call of a write. */
export interface MutationCall<Input> extends DatabaseCall<Input> {
  /** The idempotency key that the statement of the work has to store; of a write that declares `fromJson`. */
  readonly key: KeyUse | undefined
  /**
   * Notes work in this process for when all is committed, such as setting a cookie. It is left out where the write fails, and where an idempotency key
   * gives the first answer again. What fails in it goes to the log: the write is done.
   */
  afterCommit(work: () => void): void
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
  run: (call: MutationCall<unknown>, at: WriteAt<Prepared>) => Promise<unknown>,
  prepare?: (asked: Asked<unknown>) => Promise<Prepared>,
) {
  const { retry, conflicts = {}, event, transaction, fromJson } = declared
  const secrets = declared.meta?.secrets ?? {}
  return builderOf({ ...declared, meta: { event, ...declared.meta } }).mutation(async ({ ctx, input, path }) => {
    assertStorable(input)
    // Before the idempotency key is looked at: who may not do it at all hears that first.
    const { actor, access } = await enter(ctx, { rule: declared.rule, path, isWrite: true })
    try {
      let committed: (() => void)[] = []
      const asked = { ctx, input, actor }
      const output = await once({ ctx, actor, path, input, secrets, fromJson }, async (inside) => {
        // Without prepare() there is nothing prepared, and Prepared is undefined.
        const prepared = (await prepare?.(asked)) as Prepared
        const attempt = async (nth: number) => {
          let noted: (() => void)[] = []
          const afterCommit = (work: () => void) => void noted.push(work)
          const result = await inside(({ db, key }) => {
            noted = declared.afterCommit ? [() => declared.afterCommit?.(asked)] : []
            return run({ ...asked, db, access: access.anew(), key, afterCommit }, { path, attempt: nth, prepared })
          }, transaction)
          // An attempt that failed leaves nothing, also where its key is then answered by what the first call got.
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
