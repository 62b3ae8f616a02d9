import { type ClientErrorCode, PlinthError, type PlinthErrorCode } from './errors.ts'
import type { FetchAnswer } from './types.ts'
import { isRecord } from './wire.ts'

/** Reads the failure in an answer, in Plinth's format: `{ message, data: { code, httpStatus, … } }`. */
export function failureOf(error: unknown, path: string, response: FetchAnswer): PlinthError {
  const { message, data } = isRecord(error) ? error : {}
  if (!isRecord(data) || typeof data.code !== 'string') return foreign(path, response)
  return new PlinthError(data.code as PlinthErrorCode, String(message), {
    // a newer server may send a code that is unknown here, as documented
    status: typeof data.httpStatus === 'number' ? data.httpStatus : response.status,
    path,
    fields: isRecord(data.fields) ? (data.fields as Record<string, string[]>) : undefined, // the server's format
    requestId: typeof data.requestId === 'string' ? data.requestId : undefined,
    retryAfterSeconds: typeof data.retryAfterSeconds === 'number' ? data.retryAfterSeconds : retryAfter(response),
  })
}

/** The error for an answer that does not come from Plinth but from a proxy in front of it or another server. */
export function foreign(path: string, response: FetchAnswer, cause?: unknown): PlinthError {
  const { status } = response
  const code: PlinthErrorCode =
    status === 429
      ? 'TOO_MANY_ATTEMPTS'
      : status === 503 || status === 502 || status === 504
        ? 'UNAVAILABLE'
        : 'UNREACHABLE'
  return new PlinthError(code, `The answer (HTTP ${status}) is not one of Plinth.`, {
    status,
    path,
    requestId: response.headers.get('x-request-id') ?? undefined,
    retryAfterSeconds: retryAfter(response),
    cause,
  })
}

/** The seconds until the time in the `Retry-After` header, which is a number of seconds or a date. */
function retryAfter({ headers }: FetchAnswer): number | undefined {
  const text = headers.get('retry-after')
  if (text === null) return undefined
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1_000
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds)
}

const messages: Record<ClientErrorCode, string> = {
  UNREACHABLE: 'Plinth could not be reached, or the connection broke before there was an answer.',
  TIMEOUT: 'There was no answer in time.',
  ABORTED: 'The call was aborted.',
}

/** The error for a call without an answer. */
export const unanswered = (code: ClientErrorCode, path: string, cause: unknown) =>
  new PlinthError(code, messages[code], { path, cause })
