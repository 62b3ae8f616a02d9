import { PlinthError } from '@plinth/core/errors'
import { TRPCError } from '@trpc/server'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import type { Context } from '../kit/context.ts'
import { publicError, toTrpcError } from '../kit/pipeline/errors.ts'
import { WrittenPage } from '../kit/resource/written-page.ts'
import { wire } from '../kit/wire.ts'
import type { DirectCalls } from './direct-calls.ts'
import { jsonText } from './json-text.ts'
import type { HttpCall } from './request.ts'
import { sendTexts } from './send-texts.ts'

/** The context of the calls of a request, or the reason why they may not run when an earlier step failed. */
export interface CallsContext {
  context: Context
  refusal: unknown
}

/** A tRPC response in its serialized form. */
interface Written {
  text: string
  status: number
  retryAfterSeconds?: number | undefined
}

/** Runs calls and answers them. Each answer is serialized when its call has ended, so that no single piece of work is long. */
export async function answerCalls(
  http: Pick<HttpCall, 'req' | 'res' | 'caller'>,
  { type, calls, isBatch, input }: DirectCalls,
  { context, refusal }: CallsContext,
): Promise<void> {
  const ctx: Context = { ...context, takesWritten: true }
  const inputs = isBatch ? once(async () => inputsOfBatch(input, calls.length)) : undefined
  const run = async ({ path, procedure }: DirectCalls['calls'][number], batchIndex: number): Promise<Written> => {
    try {
      if (refusal !== undefined) throw refusal
      if (!procedure) throw new TRPCError({ code: 'NOT_FOUND' })
      const getRawInput = async () => (inputs ? (await inputs())[batchIndex] : parseInput(input))
      const data = await procedure({ path, type, ctx, signal: undefined, batchIndex, getRawInput })
      const text = data instanceof WrittenPage ? data.wire() : await jsonText(data, http.caller.address, wire)
      return { text: `{"result":{"data":${text}}}`, status: 200 }
    } catch (failure) {
      return writeFailure(failure, path, context)
    }
  }
  const answers = await Promise.all(calls.map(run))
  const waits = answers.flatMap(({ retryAfterSeconds }) => retryAfterSeconds ?? [])
  if (waits.length > 0) http.res.setHeader('retry-after', Math.max(...waits))
  const [status = 200, another] = new Set(answers.map((answer) => answer.status))
  http.res.statusCode = another === undefined ? status : 207
  http.res.setHeader('content-type', 'application/json')
  http.res.setHeader('vary', 'trpc-accept, accept, accept-encoding')
  const texts = answers.map(({ text }) => text)
  await sendTexts(http, isBatch ? listOf(texts) : texts)
}

function writeFailure(failure: unknown, path: string, { requestId, log }: Context): Written {
  const error = toTrpcError(failure)
  const { message, data } = publicError(error, { path, requestId })
  log.error ??= data.code
  const code = TRPC_ERROR_CODES_BY_KEY[error.code]
  const text = JSON.stringify({ error: wire.serialize({ code, message, data }) })
  return { text, status: data.httpStatus, retryAfterSeconds: data.retryAfterSeconds }
}

const listOf = (texts: readonly string[]) => [...texts.map((text, index) => `${index === 0 ? '[' : ','}${text}`), ']']

/** The inputs of a batch: an object whose keys are the indexes of its calls. An error in one of them is an error of every call. */
function inputsOfBatch(input: DirectCalls['input'], count: number): unknown[] {
  return readable(() => {
    const text = input()
    const inputs: unknown = text === undefined ? {} : JSON.parse(text)
    if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs)) throw new TypeError('Not an object.')
    const byPlace = new Map<string, unknown>(Object.entries(inputs))
    return Array.from({ length: count }, (_, index) => {
      const given = byPlace.get(String(index))
      return given === undefined ? undefined : wire.deserialize(given)
    })
  })
}

function parseInput(input: DirectCalls['input']): unknown {
  return readable(() => {
    const text = input()
    return text === undefined || text === '' ? undefined : wire.deserialize(JSON.parse(text))
  })
}

function readable<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof PlinthError) throw cause
    throw new PlinthError('INVALID_INPUT', {
      message: 'The request cannot be read: expected JSON as the client sends it.',
      cause,
    })
  }
}

/** Runs a function on the first call, and gives every call its result. */
function once<Result>(run: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined
  return () => {
    result ??= run()
    return result
  }
}
