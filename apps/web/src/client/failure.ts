import type { PublicError } from '@plinth/api'
import { TRPCClientError } from '@trpc/client'

/** An error message for the user. */
export interface Failure {
  readonly code: PublicError['data']['code'] | 'OFFLINE'
  readonly message: string
  /** The error of each invalid input, by its path. */
  readonly fields: Readonly<Record<string, readonly string[]>>
  readonly requestId: string | undefined
}

/** Reads an error of a procedure. An error without an answer means that the server could not be reached. */
export function failureOf(error: unknown): Failure {
  const data = error instanceof TRPCClientError ? readData(error.data) : undefined
  if (!data) {
    return {
      code: 'OFFLINE',
      message: 'The server could not be reached. Check your connection, then try again.',
      fields: {},
      requestId: undefined,
    }
  }
  const { retryAfterSeconds } = data
  const message = error instanceof Error ? error.message : 'Something went wrong.'
  return {
    code: data.code,
    message:
      retryAfterSeconds === undefined ? message : `${message} You can try again in ${duration(retryAfterSeconds)}.`,
    fields: data.fields ?? {},
    requestId: data.httpStatus >= 500 ? data.requestId : undefined,
  }
}

function readData(data: unknown): PublicError['data'] | undefined {
  const isKnown = typeof data === 'object' && data !== null && 'code' in data && 'httpStatus' in data
  return isKnown ? (data as PublicError['data']) : undefined // the server's error formatter creates this shape, and no other
}

/** Seconds in words: `40 seconds`, `3 minutes`. */
function duration(seconds: number): string {
  const [amount, unit] =
    seconds < 90 ? [Math.max(1, Math.ceil(seconds)), 'second'] : [Math.ceil(seconds / 60), 'minute']
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`
}
