import { decide } from '../../kit/pipeline/access.ts'
import { withMissingMigration } from '../../kit/pipeline/missing-migration.ts'
import { assertSameOrigin } from '../origin.ts'
import { contextOf, type HttpCall, type Services } from '../request.ts'
import { readDoorQuery } from './door.ts'
import { doorAt } from './doors.ts'
import { answerFailure } from './problem.ts'

export interface TransferOptions {
  /** Bytes that the files of one account take together until they are imported; 1 GiB when not given. */
  importQuotaBytes?: number | undefined
}

/**
 * Answers files on their way in and out under `/api/v1/`, through the doors. Bodies are streams either way, so they go round JSON and its
 * limits. Whether it was one of these.
 */
export function createTransferHandler(
  services: Services,
  { importQuotaBytes }: TransferOptions = {},
): (call: HttpCall) => Promise<boolean> {
  return async (call) => {
    const { req, path, log } = call
    const found = doorAt(req.method, path)
    if (!found) return false
    const { door, id } = found
    try {
      const context = contextOf(services, call)
      log.procedures.push(door.name)
      assertSameOrigin(req, services.origins)
      const actor = await context.actor()
      const rule = decide(door.rule, actor)
      const [, search = ''] = /\?(.*)/s.exec(req.url ?? '') ?? []
      await door.answer({ ...call, context, actor, rule, id, importQuotaBytes }, readDoorQuery(door, search))
    } catch (error) {
      await answerFailure(call, services.isDev ? withMissingMigration(error) : error)
    }
    return true
  }
}
