import { PlinthError } from '@plinth/core/errors'
import type { TRPCError } from '@trpc/server'
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http'
import compression from 'compression'
import { toTrpcError } from '../kit/pipeline/errors.ts'
import { requestIdInScope } from '../kit/request-scope.ts'
import { appRouter } from '../router.ts'
import { answerCalls } from './answer-calls.ts'
import { readBody } from './body.ts'
import { readDirectCalls, splitPath } from './direct-calls.ts'
import { answerCors, assertSameOrigin } from './origin.ts'
import { contextOf, type HttpCall, type Services } from './request.ts'

export interface TrpcOptions {
  /** Bytes of a request body. */
  maxBodyBytes: number
  /** Calls in one batch. */
  maxBatchSize: number
}

/** Answers tRPC over HTTP. */
export function createTrpcHandler(services: Services, options: TrpcOptions): (call: HttpCall) => Promise<void> {
  const middleware = compression({ threshold: 2_048 })
  return async (call) => {
    const { req, res, path, requestId, caller, log } = call
    if (answerCors(call, services.origins)) return
    const context = contextOf(services, call)
    let refusal: unknown
    let body: string | undefined
    try {
      assertSameOrigin(req, services.origins)
      if (context.idempotencyKey !== undefined && splitPath(path).length > 1) throw keyInBatch()
      if (req.method === 'POST') body = await readBody(call, options.maxBodyBytes)
    } catch (error) {
      refusal = error
    }

    const direct = readDirectCalls(req, { path, body, maxBatchSize: options.maxBatchSize })
    if (direct) return answerCalls({ req, res, caller }, direct, { context, refusal })

    const answer = () =>
      nodeHTTPRequestHandler({
        router: appRouter,
        // Already read above; tRPC uses a body that is set on the request.
        req: body === undefined ? req : Object.assign(req, { body }),
        res,
        path,
        middleware: (_req, _res, next) => middleware(req as never, res as never, next), // made for Express, but uses only features of node:http
        maxBatchSize: options.maxBatchSize,
        // A query whose URL would be too long is sent as a POST; it passes the check of origins as a write does.
        allowMethodOverride: true,
        createContext: () => {
          if (refusal !== undefined) throw toTrpcError(refusal)
          return context
        },
        // The answer to a request that tRPC could not parse has no content type and would be sent as text.
        responseMeta: ({ info, errors }) => ({
          headers: new Headers({ ...(!info && { 'content-type': 'application/json' }), ...retryAfter(errors) }),
        }),
        onError: ({ error }) => {
          // Failures within procedures have passed the pipeline and carry an error of the table; earlier failures are recorded here.
          log.error ??= error.cause instanceof PlinthError ? error.cause.code : error.code
        },
      })
    await requestIdInScope.run(requestId, answer)
  }
}

/** The longest wait that an error of a batch requires. */
function retryAfter(errors: readonly TRPCError[]): Record<string, string> {
  const waits = errors.flatMap(({ cause }) => (cause instanceof PlinthError ? (cause.retryAfterSeconds ?? []) : []))
  return waits.length > 0 ? { 'retry-after': String(Math.max(...waits)) } : {}
}

const keyInBatch = () =>
  new PlinthError('INVALID_INPUT', {
    fields: { 'idempotency-key': ['One key is for one call: do not send it with a batch.'] },
  })
