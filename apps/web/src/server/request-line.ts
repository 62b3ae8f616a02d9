import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestLog } from '@plinth/api/kit/context'
import type { Logger } from '@plinth/platform/log/logger'

/** Collects the details of one request, and writes them as one line when the answer has been sent or the client has disconnected. */
export function logRequest(
  { lines, faults }: { lines: Logger; faults: Logger },
  { req, res, requestId }: { req: IncomingMessage; res: ServerResponse; requestId: string },
): RequestLog {
  const startMs = performance.now()
  const { url = '/' } = req
  const log: RequestLog = {
    procedures: [],
    actor: 'anonymous',
    error: undefined,
    sql: undefined,
    fault: (error, procedure) => faults.error({ requestId, procedure, err: error }, 'fault'),
  }
  res.once('close', () => {
    const query = url.indexOf('?')
    lines.info(
      {
        requestId,
        method: req.method,
        // Without the query: one-time links have their token there.
        path: query < 0 ? url : url.slice(0, query),
        status: res.statusCode,
        ms: round(performance.now() - startMs),
        actor: log.actor,
        ...(log.procedures.length > 0 && { procedures: log.procedures }),
        ...(log.sql && { sqlCount: log.sql.count, sqlMs: round(log.sql.ms) }),
        ...(log.limit && { limit: log.limit }),
        ...(log.error && { error: log.error }),
        ...(!res.writableFinished && { aborted: true }),
      },
      'request',
    )
  })
  return log
}

const round = (ms: number) => Math.round(ms * 100) / 100
