import type { ErrorCode } from './contract.d.ts'

/**
 * Failures before there was an answer from Plinth. `UNREACHABLE`: no connection, a broken connection, or an answer that is not
 * Plinth's. `TIMEOUT`: no answer within `timeoutMs` (Plinth itself also answers with it when it takes too long). `ABORTED`: by your signal.
 */
export type ClientErrorCode = 'UNREACHABLE' | 'TIMEOUT' | 'ABORTED'

/** A server that is newer than this client may send codes that are not in this list. */
export type PlinthErrorCode = ErrorCode | ClientErrorCode

export interface PlinthErrorDetails {
  status?: number | undefined
  /** The path of the procedure: `articles.get`. */
  path?: string | undefined
  fields?: Record<string, string[]> | undefined
  requestId?: string | undefined
  retryAfterSeconds?: number | undefined
  cause?: unknown
}

/** The error of every failed call. `code` is stable; `message` is for people. */
export class PlinthError<Code extends PlinthErrorCode = PlinthErrorCode> extends Error {
  override readonly name = 'PlinthError'
  readonly code: Code
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number
  readonly path: string | undefined
  /** Messages about invalid inputs, by their path: `{ title: ['…'] }`. */
  readonly fields: Readonly<Record<string, string[]>> | undefined
  /** The id by which the operator finds the request in the log. */
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

/** Whether an error is a failed call; with codes, whether it has one of these. */
export function isPlinthError<Code extends PlinthErrorCode = PlinthErrorCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is PlinthError<Code> {
  return error instanceof PlinthError && (codes.length === 0 || codes.some((code) => code === error.code))
}
