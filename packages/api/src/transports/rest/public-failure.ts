import { errorTable, PlinthError } from '@plinth/core/errors'
import { toPlinthError } from '../../kit/pipeline/errors.ts'
import type { Asked } from './problem.ts'

/**
 * A failure as it leaves. A conflict of versions is a failed precondition where the version came as one. A conflict with a message of its own is about
 * something else, so its code and message stay.
 */
export function publicFailure(failure: unknown, { isMatched, route }: Pick<Asked, 'isMatched' | 'route'>): PlinthError {
  const error = toPlinthError(failure)
  const isStale = error.code === 'CONFLICT' && error.message === errorTable.CONFLICT.message
  return isStale && isMatched && route?.version ? new PlinthError('PRECONDITION_FAILED', { cause: error }) : error
}
