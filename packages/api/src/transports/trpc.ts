import type { IncomingMessage, ServerResponse } from 'node:http'
import { PlinthError } from '@plinth/core/errors'
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http'
import { readToken, sessionCookie } from '../identity/cookie.ts'
import type { Caller, RequestLog } from '../kit/context.ts'
import { toTrpcError } from '../kit/pipeline/errors.ts'
import { appRouter } from '../router.ts'
import { assertSameOrigin } from './origin.ts'
import { createContext, type Services } from './request.ts'

export interface TrpcOptions {
  /** Bytes of a request body. */
  maxBodyBytes: number
  /** Calls in one batch. */
  maxBatchSize: number
  /** `https://app.example.com` where the server is reached by another name than that of the Host header. */
  publicOrigin: string | undefined
}

export interface HttpCall {
  req: IncomingMessage
  res: ServerResponse
  /** What stands behind the base path: `articles.list,tags.list`. */
  path: string
  requestId: string
  caller: Caller
  log: RequestLog
}

/** Answers tRPC over HTTP. */
export function createTrpcHandler(services: Services, options: TrpcOptions): (call: HttpCall) => Promise<void> {
  return async ({ req, res, path, requestId, caller, log }) => {
    const context = createContext(services, {
      requestId,
      caller,
      log,
      token: readToken(req.headers, services.isSecure),
      cookie: sessionCookie(res, services.isSecure),
    })
    log.sql = context.db.meter
    await nodeHTTPRequestHandler({
      router: appRouter,
      req,
      res,
      path,
      maxBodySize: options.maxBodyBytes,
      maxBatchSize: options.maxBatchSize,
      createContext: () => {
        try {
          assertSameOrigin(req, options.publicOrigin)
        } catch (error) {
          throw toTrpcError(error)
        }
        return context
      },
      onError: ({ error }) => {
        // Failures of procedures have passed the pipeline and carry an error of the table; what comes before a procedure is noted here.
        log.error ??= error.cause instanceof PlinthError ? error.cause.code : error.code
      },
    })
  }
}
