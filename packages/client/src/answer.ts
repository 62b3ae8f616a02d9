import { type ClientErrorCode, PlinthError, type PlinthErrorCode } from './errors.ts'
import type { FetchAnswer } from './types.ts'
import { isRecord } from './wire.ts'

/** The failure that an answer tells of, as Plinth writes it: `{ message, data: { code, httpStatus, … } }`. */
export function failureOf(error: unknown, path: string, response: FetchAnswer): PlinthError {
  const { message, data } = isRecord(error) ? error : {}
  if (!isRecord(data) || typeof data.code !== 'string') return foreign(path, response)
  return new PlinthError(data.code as PlinthErrorCode, String(message), {
    // a newer server may send one that is not known here, as its docs say
    status: typeof data.httpStatus === 'number' ? data.httpStatus : response.status,
    path,
    fields: isRecord(data.fields) ? (data.fields as Record<string, string[]>) : undefined, // as the server writes them
    requestId: typeof data.requestId === 'string' ? data.requestId : undefined,
    retryAfterSeconds: typeof data.retryAfterSeconds === 'number' ? data.retryAfterSeconds : retryAfter(response),
  })
}

/** An answer that Plinth did not write: of a proxy in front of it, or of another server. */
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

/** Seconds, or a date, of the header `Retry-After`. */
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

/** A failure without an answer. */
export const unanswered = (code: ClientErrorCode, path: string, cause: unknown) =>
  new PlinthError(code, messages[code], { path, cause })
