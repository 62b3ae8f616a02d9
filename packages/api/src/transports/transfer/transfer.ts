import { Room } from '@plinth/bounds/room'
import { decide } from '../../kit/pipeline/access.ts'
import { withMissingMigration } from '../../kit/pipeline/missing-migration.ts'
import { assertSameOrigin } from '../origin.ts'
import { contextOf, type HttpCall, type Services } from '../request.ts'
import { noRoom } from '../room.ts'
import { readDoorQuery } from './door.ts'
import { doorAt } from './doors.ts'
import { answerFailure } from './problem.ts'

export interface TransferOptions {
  /** Bytes that the files of one account take together until they are imported; 1 GiB when not given. */
  importQuotaBytes?: number | undefined
}

/** Files that go out at the same time. Of each some megabytes are in memory, for as long as its client takes to read it. */
const outgoing = new Room({ ofNetwork: 8, inAll: 32 }, noRoom)

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
    const place = outgoing.open(call.caller.address)
    try {
      const context = contextOf(services, call)
      log.procedures.push(door.name)
      assertSameOrigin(req, services.origins)
      const actor = await context.actor()
      const rule = decide(door.rule, actor)
      const [, search = ''] = /\?(.*)/s.exec(req.url ?? '') ?? []
      const refusal = door.method === 'GET' ? place.take(1) : undefined
      if (refusal) throw refusal
      await door.answer({ ...call, context, actor, rule, id, importQuotaBytes }, readDoorQuery(door, search))
    } catch (error) {
      await answerFailure(call, services.isDev ? await withMissingMigration(error, services.database.open()) : error)
    } finally {
      place.leave()
    }
    return true
  }
}
