import { toPlinthError } from '../../kit/pipeline/errors.ts'
import type { HttpCall } from '../trpc.ts'

/** Answers a failure as problem+json (RFC 9457), from the error table. An answer that has begun is cut, so that nobody takes it for whole. */
export function answerProblem(
  { res, requestId, log, req }: Pick<HttpCall, 'res' | 'req' | 'requestId' | 'log'>,
  error: unknown,
): void {
  const known = toPlinthError(error)
  log.error = known.code
  if (known.status >= 500) log.fault(known.cause ?? error, 'transfer')
  if (res.headersSent) return void res.destroy()
  const { code, status, message, fields } = known
  const body = JSON.stringify({
    type: 'about:blank',
    title: message,
    status,
    code,
    requestId,
    ...(fields && { errors: fields }),
  })
  res.removeHeader('content-disposition')
  // What is left of a body is not read.
  if (!req.complete) res.setHeader('connection', 'close')
  res
    .writeHead(status, { 'content-type': 'application/problem+json', 'content-length': Buffer.byteLength(body) })
    .end(body)
}
