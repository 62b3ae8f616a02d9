import type { Actor } from '@plinth/core/actor'
import type { Rule } from '@plinth/core/rule'
import type { Database, TransactionDatabase } from '@plinth/db/database'
import { appendEvent } from '@plinth/platform/events/append'
import type { z } from 'zod'
import { type BaseWrite, type MutationCall, mutation, query, type WriteAt } from './base-procedures.ts'
import type { Asked, Call } from './call.ts'
import { type Change, runChange } from './change.ts'
import { HeldRows } from './held-rows.ts'
import type { DeviceAccount } from './limits.ts'
import type { Conflicts } from './pipeline/conflict.ts'
import { type DeclaredProof, proofOf } from './pipeline/proof.ts'
import type { ReadProcedure, Secrets, WriteProcedure } from './procedure-types.ts'
import type { Proven } from './proof.ts'
import type { Definition } from './resource/definition.ts'

/** What every procedure declares. None of it has a default. */
interface Declared<Input extends z.ZodType, Output extends z.ZodType> {
  /** Who may call it, and for which rows. */
  rule: Rule
  input: Input
  output: Output
}

export interface Read<Input extends z.ZodType, Output extends z.ZodType> extends Declared<Input, Output> {
  run(call: Call<z.output<Input>> & { readonly db: Database }): Promise<z.input<Output>>
}

/** A procedure that changes nothing. */
export function read<Input extends z.ZodType, Output extends z.ZodType>(
  declared: Read<Input, Output>,
): ReadProcedure<z.input<Input>, z.output<Output>> {
  const { rule, input, output } = declared
  // Parsed by that schema, so its output by construction.
  const procedure = query({ rule, input, output }, (call) =>
    declared.run({ ...call, input: call.input as z.output<Input> }),
  )
  // The builder's own type would expose zod's generics in every feature; this is the same procedure with a plain type.
  return procedure as unknown as ReadProcedure<z.input<Input>, z.output<Output>>
}

/** The report of a write within a transaction. It is required, because the event is written from it. */
export interface Changed<Output> {
  /** The id of the row that the event is about. */
  subject: string
  before?: Record<string, unknown> | null
  after?: Record<string, unknown> | null
  output: Output
  /** The actor, if the write itself determines it (signing in). */
  actor?: Actor
  /** The session cookie to set after the commit: a token, or null to delete it. */
  cookie?: string | null
  /** The account that remembers this browser after the commit. */
  device?: DeviceAccount
}

/** A further event of a write, about another row that it changed. */
export interface Emitted {
  type: string
  subject: string
  before?: Record<string, unknown> | null
  after?: Record<string, unknown> | null
}

/** A resource, as a write names it. */
interface Noun {
  readonly definition: { readonly name: string }
}

/** A call of a write, within its transaction. */
export interface WriteCall<Input> extends Omit<MutationCall<Input>, 'db' | 'key'> {
  readonly db: TransactionDatabase
  emit(event: Emitted): Promise<void>
  /**
   * Locks a row of a resource until the write ends. A write must hold a row before it changes it, so that the row's events record the change. A write that
   * changes a row without holding it fails.
   */
  hold(noun: Noun, id: string): Promise<void>
  /** The user whose proof was checked. @throws Error when this call does not need a proof */
  proven(): Proven
}

/** The options of both kinds of write. */
interface DeclaredWrite<Input extends z.ZodType, Output extends z.ZodType> extends Declared<Input, Output> {
  /** The error for each violated unique constraint; others become `ALREADY_EXISTS`. */
  conflicts?: Conflicts
  /** A unique constraint whose violation causes one retry, which finds the other row and adapts to it. */
  retry?: string
  /** Runs in this process after the write has committed, before it answers. */
  afterCommit?(asked: Asked<z.output<Input>>): void
  /** The proof it needs besides its rule: a person in a browser, and the password. Checked first, and again in the transaction. */
  proof?: DeclaredProof<z.output<Input>>
  /** Passwords and tokens in its input and answer. */
  secrets?: Secrets
}

export interface Write<Input extends z.ZodType, Output extends z.ZodType, Prepared>
  extends DeclaredWrite<Input, Output> {
  /** Slow work that needs no transaction, such as hashing a password; it runs before the transaction begins. */
  prepare?(asked: Asked<z.output<Input>>): Promise<Prepared>
  /** The event in the past tense: `articles.created`. */
  event: string
  run(call: WriteCall<z.output<Input>>, prepared: Prepared): Promise<Changed<z.input<Output>>>
}

/** A write that needs more than one statement: all of it, and its event, commit together or not at all. */
export function write<Input extends z.ZodType, Output extends z.ZodType, Prepared = undefined>(
  declared: Write<Input, Output, Prepared>,
): WriteProcedure<z.input<Input>, z.output<Output>> {
  const ready = async (asked: Asked<z.output<Input>>) => {
    const proof = await proofOf(declared.proof, asked)
    // Without prepare(), Prepared is undefined.
    return { proof, made: (await declared.prepare?.(asked)) as Prepared }
  }
  return writing(declared, { event: declared.event, ready }, async (call, { path, prepared: { proof, made } }) => {
    return call.db.transaction(async (db: TransactionDatabase) => {
      const { actor, ctx } = call
      const user = await proof?.hold(db)
      const proven = () => {
        if (!proof || !user) throw new Error(`${path} needs no proof: declare it as 'proof'.`)
        return { session: proof.session, user }
      }
      const rows = new HeldRows(db, ctx.definitions)
      const insert = async (event: Emitted, by = actor) =>
        appendEvent(
          db,
          await rows.complete({ actor: by, requestId: ctx.requestId, before: null, after: null, ...event }),
        )
      const hold = (noun: Noun, id: string) => rows.hold(noun.definition as Definition, id) // as every resource has it
      const result = await declared.run({ ...call, db, emit: insert, hold, proven }, made)
      call.access.assertTaken()
      const { subject, before = null, after = null, cookie, device, output } = result
      if (cookie !== undefined) {
        ctx.cookie.assertWritable()
        call.afterCommit(() => ctx.cookie.write(cookie))
      }
      if (device) call.afterCommit(() => ctx.device.remember(device))
      await insert({ type: declared.event, subject, before, after }, result.actor)
      return output
    })
  })
}

export interface WriteRow<Input extends z.ZodType, Output extends z.ZodType, Params extends object>
  extends DeclaredWrite<Input, Output> {
  /** The statement that changes the row and inserts its event. */
  change: Change<Params, z.input<Output>>
  /** The parameters of the statement; it throws refusals that need more than the rule. */
  params(asked: Asked<z.output<Input>>): Params | Promise<Params>
}

/** A write of one row in one statement, event included. One that needs a proof is a transaction: the user's row is locked before the statement. */
export function writeRow<Input extends z.ZodType, Output extends z.ZodType, Params extends object>(
  declared: WriteRow<Input, Output, Params>,
): WriteProcedure<z.input<Input>, z.output<Output>> {
  const ready = async (asked: Asked<z.output<Input>>) => {
    const proof = await proofOf(declared.proof, asked)
    return { proof, params: await declared.params(asked) }
  }
  const { event, fromJson } = declared.change
  // A statement stores its answer unchanged, so it must not be secret, and `fromJson` must say how to read it again.
  const isStatement = declared.proof === undefined && !declared.secrets?.answer && fromJson !== undefined
  return writing(
    declared,
    { event, ready, ...(isStatement && { fromJson }) },
    async (call, { prepared: { proof, params } }) => {
      const given = { params, checks: call.access.take() }
      if (!proof) return runChange(declared.change, call, given)
      return call.db.transaction(async (db) => {
        await proof.hold(db)
        return runChange(declared.change, { ...call, db }, given)
      })
    },
  )
}

type Run<Input, Output, Prepared> = (call: MutationCall<Input>, at: WriteAt<Prepared>) => Promise<Output>

interface Before<Input, Prepared> {
  event: string
  /** Work that runs before any transaction begins. */
  ready(asked: Asked<Input>): Promise<Prepared>
  /** Of a write that is one statement; see `BaseWrite`. */
  fromJson?: BaseWrite['fromJson']
}

function writing<Input extends z.ZodType, Output extends z.ZodType, Prepared>(
  declared: DeclaredWrite<Input, Output>,
  { event, ready, fromJson }: Before<z.output<Input>, Prepared>,
  run: Run<z.output<Input>, z.input<Output>, Prepared>,
): WriteProcedure<z.input<Input>, z.output<Output>> {
  const { rule, input, output, conflicts, retry }: Omit<BaseWrite, 'event' | 'afterCommit'> = declared
  const { proof, secrets } = declared
  const meta = { ...(proof && { proof: proof.need }), ...(secrets && { secrets }) }
  const parsed = <Given extends Asked<unknown>>(given: Given) => ({ ...given, input: given.input as z.output<Input> }) // as in read()
  const afterCommit = declared.afterCommit && ((asked: Asked<unknown>) => declared.afterCommit?.(parsed(asked)))
  const procedure = mutation<Prepared>(
    { rule, input, ...(output && { output }), meta, conflicts, retry, event, fromJson, afterCommit },
    (call, at) => run(parsed(call), at),
    (asked) => ready(parsed(asked)),
  )
  return procedure as unknown as WriteProcedure<z.input<Input>, z.output<Output>> // as in read()
}
