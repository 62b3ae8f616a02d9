import { TRPCClientError } from '@trpc/client'
import { z } from 'zod'
import type { PublicError } from '../kit/pipeline/errors.ts'
import type { AppRouter } from '../router.ts'

const refusedRow = z.object({
  isCommitted: z.literal(false),
  results: z.array(z.object({ error: z.object({ code: z.string() }).optional() })),
})

export type Failure = PublicError['data'] & { readonly message: string }

/** The refusal that a call ends with. @throws Error when the call succeeds, or fails without an answer */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  let answer: unknown
  try {
    answer = await call
  } catch (error) {
    if (isOurs(error) && error.data) return { ...error.data, message: error.message }
    throw error
  }
  throw new Error(`Expected a refusal, got ${JSON.stringify(answer)?.slice(0, 300)}`)
}

/** The code that a call ends with: `OK`, or that of its refusal; for a batch, that of its first refused row. */
export async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    return refusedRow.safeParse(await call).data?.results.find(({ error }) => error)?.error?.code ?? 'OK'
  } catch (error) {
    if (isOurs(error) && error.data) return error.data.code
    throw error
  }
}

function isOurs(error: unknown): error is TRPCClientError<AppRouter> {
  return error instanceof TRPCClientError
}
