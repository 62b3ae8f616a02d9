import type { ErrorCode } from './contract.d.ts'

/**
 * What went wrong before there was an answer of Plinth. `UNREACHABLE`: no connection, a connection that broke, or an answer that is not
 * Plinth's. `TIMEOUT`: no answer within `timeoutMs` (Plinth itself answers so, too, when it takes too long). `ABORTED`: by your signal.
 */
export type ClientErrorCode = 'UNREACHABLE' | 'TIMEOUT' | 'ABORTED'

/** A server that is newer than this client may send codes that are not among these. */
export type PlinthErrorCode = ErrorCode | ClientErrorCode

export interface PlinthErrorDetails {
  status?: number | undefined
  /** Which procedure: `articles.get`. */
  path?: string | undefined
  fields?: Record<string, string[]> | undefined
  requestId?: string | undefined
  retryAfterSeconds?: number | undefined
  cause?: unknown
}

/** Every failure of a call. `code` is stable; `message` is for people. */
export class PlinthError<Code extends PlinthErrorCode = PlinthErrorCode> extends Error {
  override readonly name = 'PlinthError'
  readonly code: Code
  /** Of HTTP; 0 where there was no answer. */
  readonly status: number
  readonly path: string | undefined
  /** What is wrong with which input, by its path: `{ title: ['…'] }`. */
  readonly fields: Readonly<Record<string, string[]>> | undefined
  /** Under which the operator finds the request in the log. */
  readonly requestId: string | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: Code, message: string, details: PlinthErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.code = code
    this.status = details.status ?? 0
    this.path = details.path
    this.fields = details.fields
    this.requestId = details.requestId
    this.retryAfterSeconds = details.retryAfterSeconds
  }
}

/** Whether a failure is one of a call; with codes, whether it is one of these. */
export function isPlinthError<Code extends PlinthErrorCode = PlinthErrorCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is PlinthError<Code> {
  return error instanceof PlinthError && (codes.length === 0 || codes.some((code) => code === error.code))
}
