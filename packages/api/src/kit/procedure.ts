import { type Actor, userIdOf } from '@plinth/core/actor'
import type { Rule } from '@plinth/core/rule'
import type { Database, TransactionDatabase } from '@plinth/db/database'
import { brokenConstraint } from '@plinth/db/errors'
import type { z } from 'zod'
import type { Call } from './call.ts'
import './database-context.ts'
import { type Change, runChange } from './change.ts'
import { Access, decide } from './pipeline/access.ts'
import { type Conflicts, constraintError } from './pipeline/conflict.ts'
import { insertEvent } from './pipeline/event.ts'
import { outermost } from './pipeline/outermost.ts'
import { assertStorable } from './pipeline/storable.ts'
import type { ReadProcedure, WriteProcedure } from './procedure-types.ts'
import { trpc } from './trpc.ts'

/** What every procedure declares. There is no default for any of it. */
interface Declared<Input extends z.ZodType, Output extends z.ZodType> {
  /** Who may call it, and for which rows. */
  rule: Rule
  input: Input
  output: Output
}

export interface Read<Input extends z.ZodType, Output extends z.ZodType> extends Declared<Input, Output> {
  run(call: Call<z.output<Input>> & { readonly db: Database }): Promise<z.input<Output>>
}

/** The schemas without their types: within the builder these would be computed for each feature, to no use. */
interface Schemas {
  input: z.ZodType
  output: z.ZodType
}

const base = trpc.procedure.use(outermost)

/** A procedure that changes nothing. */
export function read<Input extends z.ZodType, Output extends z.ZodType>(
  declared: Read<Input, Output>,
): ReadProcedure<z.input<Input>, z.output<Output>> {
  const { input: inputSchema, output: outputSchema }: Schemas = declared
  const procedure = base
    .meta({ rule: declared.rule })
    .input(inputSchema)
    .output(outputSchema)
    .query(async ({ ctx, input, path }) => {
      assertStorable(input)
      const actor = await ctx.actor()
      const access = new Access(decide(declared.rule, actor))
      // Parsed by that schema, so its output by construction.
      const result = await declared.run({ ctx, db: ctx.db, input: input as z.output<Input>, actor, access })
      access.assertTaken(path)
      return result
    })
  // The builder's own type would drag zod's generics through every feature; this is the same procedure by its plain name.
  return procedure as unknown as ReadProcedure<z.input<Input>, z.output<Output>>
}

/** What a write within a transaction reports: its event is written from it, so it cannot be left out. */
export interface Changed<Output> {
  /** The id of the row that the event tells of. */
  subject: string
  before?: Record<string, unknown> | null
  after?: Record<string, unknown> | null
  output: Output
  /** Who acted, where the write itself decides it (signing in). */
  actor?: Actor
  /** What the session cookie becomes when all is committed: a token, or null to take it away. */
  cookie?: string | null
}

/** What both kinds of write may declare. */
interface DeclaredWrite<Input extends z.ZodType, Output extends z.ZodType> extends Declared<Input, Output> {
  /** Which broken unique constraint is which error; others leave as `ALREADY_EXISTS`. */
  conflicts?: Conflicts
  /** A unique constraint whose violation is answered by one more try: it finds the other row and gives way. */
  retry?: string
  /** It ends sessions of whoever acts, or changes what they show: this process drops what it keeps of them before it answers. */
  isChangingSessions?: boolean
}

export interface Write<Input extends z.ZodType, Output extends z.ZodType, Prepared>
  extends DeclaredWrite<Input, Output> {
  /** Slow work that needs no transaction, such as hashing a password; done before one is opened. */
  prepare?(call: Call<z.output<Input>>): Promise<Prepared>
  /** The event in the past tense: `articles.created`. */
  event: string
  run(
    call: Call<z.output<Input>> & { readonly db: TransactionDatabase },
    prepared: Prepared,
  ): Promise<Changed<z.input<Output>>>
}

/** A write that needs more than one statement: all of it, and its event, commit together or not at all. */
export function write<Input extends z.ZodType, Output extends z.ZodType, Prepared = undefined>(
  declared: Write<Input, Output, Prepared>,
): WriteProcedure<z.input<Input>, z.output<Output>> {
  return mutation(declared, declared.event, async (call, path) => {
    // Without prepare() there is nothing prepared, and Prepared is undefined.
    const prepared = (await declared.prepare?.(call)) as Prepared
    const inTransaction = async (db: TransactionDatabase) => {
      const result = await declared.run({ ...call, db }, prepared)
      call.access.assertTaken(path)
      if (result.cookie !== undefined) call.ctx.cookie.assertWritable()
      await insertEvent(db, {
        type: declared.event,
        subject: result.subject,
        actor: result.actor ?? call.actor,
        requestId: call.ctx.requestId,
        before: result.before ?? null,
        after: result.after ?? null,
      })
      return result
    }
    const changed = await oneMoreTry(declared.retry, () => call.ctx.db.transaction(inTransaction))
    if (changed.cookie !== undefined) call.ctx.cookie.write(changed.cookie)
    return changed.output
  })
}

export interface WriteRow<Input extends z.ZodType, Output extends z.ZodType, Params extends object>
  extends DeclaredWrite<Input, Output> {
  /** The statement that changes the row and inserts its event. */
  change: Change<Params, z.input<Output>>
  /** What the statement is given; a refusal that needs more than the rule is thrown here. */
  params(call: Call<z.output<Input>>): Params | Promise<Params>
}

/** A write of one row in one statement, event included. */
export function writeRow<Input extends z.ZodType, Output extends z.ZodType, Params extends object>(
  declared: WriteRow<Input, Output, Params>,
): WriteProcedure<z.input<Input>, z.output<Output>> {
  return mutation(declared, declared.change.event, async (call) => {
    const params = await declared.params(call)
    const rule = call.access.take()
    return oneMoreTry(declared.retry, () => runChange(declared.change, call, { params, rule }))
  })
}

async function oneMoreTry<Result>(constraint: string | undefined, attempt: () => Promise<Result>): Promise<Result> {
  try {
    return await attempt()
  } catch (error) {
    if (constraint === undefined || brokenConstraint(error) !== constraint) throw error
    return attempt()
  }
}

function mutation<Input extends z.ZodType, Output extends z.ZodType>(
  declared: DeclaredWrite<Input, Output>,
  event: string,
  run: (call: Call<z.output<Input>>, path: string) => Promise<z.input<Output>>,
): WriteProcedure<z.input<Input>, z.output<Output>> {
  const { input: inputSchema, output: outputSchema }: Schemas = declared
  const procedure = base
    .meta({ rule: declared.rule, event })
    .input(inputSchema)
    .output(outputSchema)
    .mutation(async ({ ctx, input, path }) => {
      assertStorable(input)
      const actor = await ctx.actor()
      const access = new Access(decide(declared.rule, actor))
      try {
        const output = await run({ ctx, input: input as z.output<Input>, actor, access }, path) // as in read()
        const userId = userIdOf(actor)
        if (declared.isChangingSessions && userId !== undefined) ctx.forgetSessions(userId)
        return output
      } catch (error) {
        throw constraintError(error, declared.conflicts ?? {})
      }
    })
  return procedure as unknown as WriteProcedure<z.input<Input>, z.output<Output>> // as in read()
}
