import { type ErrorCode, errorTable, PlinthError } from '@plinth/core/errors'
import { fromDatabase } from '@plinth/db/errors'
import { TRPCError } from '@trpc/server'
import { z } from 'zod'
import { invalidInput } from './invalid-input.ts'

type TrpcCode = TRPCError['code']

const trpcCodes: Record<number, TrpcCode> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
}

/** tRPC's own errors, raised before a procedure is called. */
const refusals: Partial<Record<TrpcCode, ErrorCode>> = {
  BAD_REQUEST: 'INVALID_INPUT',
  PARSE_ERROR: 'INVALID_INPUT',
  NOT_FOUND: 'NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'METHOD_NOT_ALLOWED',
  PAYLOAD_TOO_LARGE: 'TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
}

export interface PublicError {
  message: string
  data: {
    code: ErrorCode
    httpStatus: number
    requestId: string
    path?: string
    fields?: Record<string, string[]>
    retryAfterSeconds?: number
  }
}

/** Converts a failure to an error of the table. An unknown failure becomes `INTERNAL` and keeps its cause for the log. */
export function toPlinthError(error: unknown): PlinthError {
  const known = fromDatabase(error)
  if (known instanceof PlinthError) return known
  if (known instanceof TRPCError) {
    if (known.cause instanceof PlinthError) return known.cause
    if (known.cause instanceof z.ZodError && known.code === 'BAD_REQUEST') return invalidInput(known.cause)
    if (known.cause && known.code === 'INTERNAL_SERVER_ERROR') return toPlinthError(known.cause)
    const code = refusals[known.code]
    if (code === 'INVALID_INPUT') {
      return new PlinthError(code, {
        message: 'The request cannot be read: expected JSON as the client sends it.',
        cause: known,
      })
    }
    if (code) return new PlinthError(code, { cause: known })
  }
  return new PlinthError('INTERNAL', { cause: error })
}

/** A failure as a `TRPCError` with the status of the table. */
export function toTrpcError(error: unknown): TRPCError {
  const known = toPlinthError(error)
  return new TRPCError({
    code: trpcCodes[known.status] ?? 'INTERNAL_SERVER_ERROR',
    message: known.message,
    cause: known,
  })
}

/** The part of a failure that a client sees. */
export function publicError(error: unknown, at: { path: string | undefined; requestId: string }): PublicError {
  const cause = toPlinthError(error)
  return {
    message: cause.message,
    data: {
      code: cause.code,
      httpStatus: errorTable[cause.code].status,
      requestId: at.requestId,
      ...(at.path !== undefined && { path: at.path }),
      ...(cause.fields && { fields: cause.fields }),
      ...(cause.retryAfterSeconds !== undefined && { retryAfterSeconds: cause.retryAfterSeconds }),
    },
  }
}
