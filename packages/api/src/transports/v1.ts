import { answerCors } from './origin.ts'
import type { HttpCall, Services } from './request.ts'
import { createRestHandler, type RestOptions } from './rest/handler.ts'
import { createTransferHandler, type TransferOptions } from './transfer/transfer.ts'

/** Answers what is under `/api/v1`: files on their way in and out, which are streams, and REST for the rest. */
export function createV1Handler(
  services: Services,
  options: RestOptions & TransferOptions,
): (call: HttpCall) => Promise<void> {
  const transfer = createTransferHandler(services, options)
  const rest = createRestHandler(services, options)
  return async (call) => {
    if (answerCors(call, services.origins)) return
    if (!(await transfer(call))) await rest(call)
  }
}
