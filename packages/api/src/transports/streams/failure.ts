import { toPlinthError } from '../../kit/pipeline/errors.ts'
import type { HttpCall } from '../request.ts'
import { answerProblem } from '../rest/answer.ts'
import { restPath } from '../rest/base-path.ts'

/**
 * Answers a failure as REST does. An answer that has already begun is cut off, so that no client takes it for complete.
 * @param procedure the path of the download or upload, for the log
 */
export async function answerFailure(call: HttpCall, failure: unknown, procedure: string): Promise<void> {
  const { req, res, path, requestId, log } = call
  const error = toPlinthError(failure)
  log.error = error.code
  if (error.status >= 500) log.fault(error.cause ?? failure, procedure)
  if (res.headersSent) return void res.destroy()
  res.removeHeader('content-disposition')
  // The rest of a body is not read.
  if (!req.complete) res.setHeader('connection', 'close')
  // The body is the file, so errors of the input concern the query.
  const route = { type: 'query', params: [], version: undefined, path } as const
  const search = new URL(req.url ?? '', 'http://localhost').search.slice(1)
  await answerProblem(call, error, { path: `${restPath}/${path}`, requestId, route, search, isMatched: false })
}
