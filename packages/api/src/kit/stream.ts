import { PlinthError } from '@plinth/core/errors'
import type { Rule } from '@plinth/core/rule'
import { z } from 'zod'
import type { DatabaseCall } from './base-procedures.ts'
import type { Context } from './context.ts'
import './database-context.ts'
import { enter } from './pipeline/gate.ts'
import { invalidInput } from './pipeline/invalid-input.ts'
import { assertStorable } from './pipeline/storable.ts'
import type { ProcedureMeta } from './procedure-types.ts'
import type { Definition } from './resource/definition.ts'

/** The content of a body, by media type. */
export type Bodies = Readonly<Record<string, Body>>

interface Body {
  readonly schema: z.ZodType
  /** As it is, or made from an example of another schema; without it, the example follows from `schema`. */
  readonly example?: string | { readonly of: z.ZodType; make(example: unknown): unknown }
}

/** A file that a download answers with. */
export interface OutgoingFile {
  readonly name: string
  readonly mediaType: string
  readonly pieces: AsyncGenerator<string>
}

/** A file that an upload receives. */
export interface IncomingFile {
  readonly bytes: AsyncIterable<Uint8Array>
  /** As the client announces it. */
  readonly size: number | undefined
}

/** What both kinds of stream procedure declare. There is no default for the rule. */
interface Declared<Input> {
  noun: string
  name: string
  rule: Rule
  /** The address below that of the noun: `/export`, or `/{id}/errors.csv` where the input has an `id`. */
  place: string
  summary: string
  description: string
  input: z.ZodType<Input>
  /** The resource whose rows the file holds. */
  definition?: Definition
}

export interface DownloadOptions<Input> extends Declared<Input> {
  gives: Bodies
  run(call: DatabaseCall<Input>): OutgoingFile | Promise<OutgoingFile>
}

export interface UploadOptions<Input> extends Declared<Input> {
  /** The event of the row that the file becomes, in the past tense: `imports.uploaded`. */
  event: string
  takes: Bodies
  /** Stores the file, and returns the id of the row created for it. */
  run(call: DatabaseCall<Input>, file: IncomingFile): Promise<UploadAnswer>
}

const uploadAnswer = z.object({ id: z.uuid() })
type UploadAnswer = z.output<typeof uploadAnswer>

/** Parses the input of a call by its schema, after the call has passed the gate. */
export type ReadInput = (schema: z.ZodType) => unknown

interface Procedure {
  /** `places.export` */
  readonly path: string
  readonly noun: string
  readonly name: string
  readonly place: string
  readonly summary: string
  readonly description: string
  readonly meta: ProcedureMeta
  readonly input: z.ZodType
  /** What it answers with. */
  readonly gives: Bodies
}

/** A procedure whose answer is a file. */
export interface Download extends Procedure {
  readonly type: 'download'
  call(ctx: Context, readInput: ReadInput): Promise<OutgoingFile>
}

/** A procedure that receives a file. */
export interface Upload extends Procedure {
  readonly type: 'upload'
  readonly takes: Bodies
  call(ctx: Context, readInput: ReadInput, file: IncomingFile): Promise<UploadAnswer>
}

export type StreamProcedure = Download | Upload

/** Declares a procedure that answers with a file, a piece at a time. */
export function download<Input>(declared: DownloadOptions<Input>): Download {
  const base = baseOf(declared)
  return {
    ...base,
    type: 'download',
    gives: declared.gives,
    call: (ctx, readInput) => passing({ ctx, declared, isWrite: false }, readInput, (call) => declared.run(call)),
  }
}

/** Declares a procedure that receives a file, and reads it a piece at a time. */
export function upload<Input>(declared: UploadOptions<Input>): Upload {
  const base = baseOf(declared)
  const { takes, event } = declared
  return {
    ...base,
    type: 'upload',
    takes,
    meta: { ...base.meta, event },
    gives: { 'application/json': { schema: uploadAnswer } },
    call: (ctx, readInput, file) =>
      passing({ ctx, declared, isWrite: true }, readInput, (call) => declared.run(call, file)),
  }
}

function baseOf<Input>({ noun, name, place, summary, description, input, rule, definition }: Declared<Input>) {
  const meta: ProcedureMeta = { rule, verb: name, ...(definition && { resource: definition }) }
  return { path: `${noun}.${name}`, noun, name, place, summary, description, input, meta }
}

/** The steps of a stream procedure: the gate, the input, the work. */
async function passing<Input, Answer>(
  { ctx, declared, isWrite }: { ctx: Context; declared: Declared<Input>; isWrite: boolean },
  readInput: ReadInput,
  run: (call: DatabaseCall<Input>) => Answer | Promise<Answer>,
): Promise<Answer> {
  const { noun, name, rule } = declared
  const path = `${noun}.${name}`
  ctx.log.procedures.push(path)
  const { actor, access } = await enter(ctx, { rule, path, isWrite })
  const input = inputOf(declared, readInput)
  const answer = await run({ ctx, db: ctx.db, input, actor, access })
  access.assertTaken()
  return answer
}

/** @throws PlinthError `INVALID_INPUT` naming the parameter; `NOT_FOUND` for an invalid id */
function inputOf<Input>({ input: schema }: Declared<Input>, readInput: ReadInput): Input {
  const parsed = schema.safeParse(readInput(schema))
  if (!parsed.success) {
    if (parsed.error.issues.some(({ path }) => path[0] === 'id')) throw new PlinthError('NOT_FOUND')
    throw invalidInput(parsed.error)
  }
  assertStorable(parsed.data)
  return parsed.data
}
