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

/** A procedure that changes nothing. */
export function read<Input extends z.ZodType, Output extends z.ZodType>(
  declared: Read<Input, Output>,
): ReadProcedure<z.input<Input>, z.output<Output>> {
  const { rule, input, output } = declared
  // Parsed by that schema, so its output by construction.
  const procedure = query({ rule, input, output }, (call) =>
    declared.run({ ...call, input: call.input as z.output<Input> }),
  )
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
  /** Whose browser this is known to be when all is committed. */
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
   * Locks a row of a resource until the write ends. A write holds a row before it changes it: the events of the row then tell what has changed. A write that
   * has changed a row which it does not hold fails.
   */
  hold(noun: Noun, id: string): Promise<void>
  /** Whose proof was checked. @throws Error where this call needs none */
  proven(): Proven
}

/** What both kinds of write may declare. */
interface DeclaredWrite<Input extends z.ZodType, Output extends z.ZodType> extends Declared<Input, Output> {
  /** Which broken unique constraint is which error; others leave as `ALREADY_EXISTS`. */
  conflicts?: Conflicts
  /** A unique constraint whose violation is answered by one more try: it finds the other row and gives way. */
  retry?: string
  /** Done in this process when the write has committed, before it answers. */
  afterCommit?(asked: Asked<z.output<Input>>): void
  /** What it needs besides its rule: a person in a browser, and the password. Checked before anything else, and again in the transaction. */
  proof?: DeclaredProof<z.output<Input>>
  /** Passwords and tokens in its input and answer. */
  secrets?: Secrets
}

export interface Write<Input extends z.ZodType, Output extends z.ZodType, Prepared>
  extends DeclaredWrite<Input, Output> {
  /** Slow work that needs no transaction, such as hashing a password; done before one is opened. */
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
    // Without prepare() there is nothing prepared, and Prepared is undefined.
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
  /** What the statement is given; a refusal that needs more than the rule is thrown here. */
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
  // A statement stores its answer as it is, so not a secret one, and not one of which nothing says how it is read again.
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
  /** What is done before any transaction begins. */
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
