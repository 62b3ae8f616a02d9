import type { IncomingMessage, ServerResponse } from 'node:http'
import { PlinthError } from '@plinth/core/errors'
import { assertSameOrigin } from '../origin.ts'
import { contextOf, type HttpCall, type Services } from '../request.ts'
import { answerData, answerProblem } from './answer.ts'
import { restPath } from './base-path.ts'
import { answerDocument } from './documents.ts'
import { assertAcceptable } from './headers.ts'
import { type Read, readRequest } from './input.ts'
import { allowed, type Match, match } from './match.ts'
import type { Asked } from './problem.ts'
import { publicFailure } from './public-failure.ts'
import type { Method, Route } from './routes.ts'

export interface RestOptions {
  /** Bytes of a request body. */
  maxBodyBytes: number
}

/** Answers REST requests: it calls the same procedures as tRPC in the same way, so that every rule applies to both. */
export function createRestHandler(services: Services, options: RestOptions): (call: HttpCall) => Promise<void> {
  return async (call) => {
    const { req, res, path, requestId, caller, log } = call
    const exchange = { req, res, caller }
    const search = searchOf(req)
    let asked: Asked = { path: `${restPath}/${path}`, requestId, route: undefined, search, isMatched: false }
    try {
      if (await answerDocument(exchange, path, { isSecure: services.isSecure })) return
      const found = match(path)
      if (req.method === 'OPTIONS') return answerOptions(res, allowed(found))
      const route = routeOf(req, res, found)
      asked = { ...asked, route, isMatched: req.headers['if-match'] !== undefined }
      assertSameOrigin(req, services.origins)
      assertAcceptable(req)
      const { maxBodyBytes } = options
      const read = await readRequest(call, { route, values: found.values, search, maxBodyBytes })
      const data = await run(services, call, { route, read })
      await answerData(exchange, data, { route, read, asked })
    } catch (failure) {
      const error = publicFailure(failure, asked)
      // The pipeline has already logged failures within a procedure.
      if (error.code === 'INTERNAL' && log.error !== 'INTERNAL') log.fault(error.cause, asked.route?.path ?? 'rest')
      log.error = error.code
      if (res.headersSent) throw failure
      await answerProblem(exchange, error, asked)
    }
  }
}

function run(services: Services, call: HttpCall, { route, read }: { route: Route; read: Read }) {
  const { path, type, procedure } = route
  return procedure({
    path,
    type,
    ctx: { ...contextOf(services, call), takesWritten: true },
    signal: undefined,
    batchIndex: 0,
    getRawInput: async () => read.input,
  })
}

/** @throws PlinthError `METHOD_NOT_ALLOWED`, with `Allow` */
function routeOf({ method }: IncomingMessage, res: ServerResponse, found: Match): Route {
  const route = found.methods.get((method === 'HEAD' ? 'GET' : method) as Method) // an unknown method is not in the map
  if (route) return route
  const allow = allowed(found)
  res.setHeader('allow', allow)
  throw new PlinthError('METHOD_NOT_ALLOWED', { message: `This method does not fit the address. It takes ${allow}.` })
}

/** Lists the allowed methods. Other origins are not permitted to use them. */
function answerOptions(res: ServerResponse, allow: string): void {
  res.writeHead(204, { allow, ...(allow.includes('PATCH') && { 'accept-patch': mergePatch }) }).end()
}

const mergePatch = 'application/json, application/merge-patch+json'

function searchOf({ url = '' }: IncomingMessage): string {
  const query = url.indexOf('?')
  return query < 0 ? '' : url.slice(query + 1)
}
