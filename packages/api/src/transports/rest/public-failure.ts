import { errorTable, PlinthError } from '@plinth/core/errors'
import { toPlinthError } from '../../kit/pipeline/errors.ts'
import type { Asked } from './problem.ts'

/**
 * A failure in its public form. A version conflict becomes a failed precondition if the version was sent as `If-Match`. A conflict with its own message
 * has another cause, so its code and message stay.
 */
export function publicFailure(failure: unknown, { isMatched, route }: Pick<Asked, 'isMatched' | 'route'>): PlinthError {
  const error = toPlinthError(failure)
  const isStale = error.code === 'CONFLICT' && error.message === errorTable.CONFLICT.message
  return isStale && isMatched && route?.version ? new PlinthError('PRECONDITION_FAILED', { cause: error }) : error
}
