import { PlinthError } from '@plinth/core/errors'
import { trpc } from '../trpc.ts'
import '../database-context.ts'
import { toPlinthError, toTrpcError } from './errors.ts'
import { fewAtOnce } from './few-at-once.ts'
import { withMissingMigration } from './missing-migration.ts'

/**
 * The outermost step: every failure leaves as an error of the table, and the log learns of it. `next()` never rejects; a failure is a
 * result with `ok: false`.
 */
export const outermost = trpc.middleware(async ({ ctx, next, path }) => {
  ctx.log.procedures.push(path)
  const result = await fewAtOnce(ctx, () => next())
  if (result.ok) return result
  const error = toTrpcError(ctx.isDev ? await withMissingMigration(result.error, ctx.db) : result.error)
  const known = toPlinthError(error)
  ctx.log.error = known.code
  if (known.code !== 'INTERNAL' && known.code !== 'UNAVAILABLE') return { ...result, error }
  ctx.log.fault(known.cause, path)
  // The cause is for that log alone: a page that fails prints the error that it got, with whatever hangs on it.
  const { code, message, retryAfterSeconds } = known
  return {
    ...result,
    error: toTrpcError(new PlinthError(code, { message, ...(retryAfterSeconds && { retryAfterSeconds }) })),
  }
})
