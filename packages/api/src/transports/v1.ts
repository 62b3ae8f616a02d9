import { answerCors } from './origin.ts'
import type { HttpCall, Services } from './request.ts'
import { createRestHandler, type RestOptions } from './rest/handler.ts'
import { createStreamHandler } from './streams/handler.ts'

/** Answers requests under `/api/v1`: downloads and uploads, whose bodies are streams, and REST for everything else. */
export function createV1Handler(services: Services, options: RestOptions): (call: HttpCall) => Promise<void> {
  const stream = createStreamHandler(services)
  const rest = createRestHandler(services, options)
  return async (call) => {
    if (answerCors(call, services.origins)) return
    if (!(await stream(call))) await rest(call)
  }
}
