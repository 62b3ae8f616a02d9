import { PlinthError } from '@plinth/core/errors'
import { trpc } from '../trpc.ts'
import '../database-context.ts'
import { toPlinthError, toTrpcError } from './errors.ts'
import { fewAtOnce } from './few-at-once.ts'
import { withMissingMigration } from './missing-migration.ts'

/**
 * The outermost step: it turns every failure into an error of the table and logs it. `next()` never rejects; a failure is a
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
  // Only that log gets the cause: a page that fails prints the error it received, with everything attached to it.
  const { code, message, retryAfterSeconds } = known
  return {
    ...result,
    error: toTrpcError(new PlinthError(code, { message, ...(retryAfterSeconds && { retryAfterSeconds }) })),
  }
})
