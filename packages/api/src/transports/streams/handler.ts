import { Room } from '@plinth/bounds/room'
import type { Context } from '../../kit/context.ts'
import { withMissingMigration } from '../../kit/pipeline/missing-migration.ts'
import type { Download, ReadInput, Upload } from '../../kit/stream.ts'
import { assertSameOrigin } from '../origin.ts'
import { contextOf, type HttpCall, type Services } from '../request.ts'
import { restPath } from '../rest/base-path.ts'
import { readQuery } from '../rest/query.ts'
import { kebab } from '../rest/routes.ts'
import { noRoom } from '../room.ts'
import { answerFailure } from './failure.ts'
import { type StreamMatch, streamAt } from './routes.ts'
import { sendFile } from './send-file.ts'

/** Limits files that are sent at the same time. Each keeps some megabytes in memory for as long as its client takes to read it. */
const outgoing = new Room({ ofNetwork: 8, inAll: 32 }, noRoom)

/**
 * Answers downloads and uploads under `/api/v1/`. Their bodies are streams, so they bypass JSON and its limits. Returns false for a path that leads to
 * none of them.
 */
export function createStreamHandler(services: Services): (call: HttpCall) => Promise<boolean> {
  return async (call) => {
    const found = streamAt(call.req.method, call.path)
    if (!found) return false
    const { stream } = found
    try {
      const context = contextOf(services, call)
      assertSameOrigin(call.req, services.origins)
      const readInput = inputReader(call, found)
      if (stream.type === 'download') await answerDownload(call, context, { stream, readInput })
      else await answerUpload(call, context, { stream, readInput })
    } catch (error) {
      const failure = services.isDev ? await withMissingMigration(error, services.database.open()) : error
      await answerFailure(call, failure, stream.path)
    }
    return true
  }
}

/** Reads the query of a request as REST does, and adds the id from its path. */
function inputReader({ req }: HttpCall, { id }: StreamMatch): ReadInput {
  const [, search = ''] = /\?(.*)/s.exec(req.url ?? '') ?? []
  return (schema) => ({ ...readQuery(search, schema), ...(id !== undefined && { id }) })
}

async function answerDownload(
  call: HttpCall,
  context: Context,
  { stream, readInput }: { stream: Download; readInput: ReadInput },
): Promise<void> {
  const file = await stream.call(context, readInput)
  const place = outgoing.open(call.caller.address)
  try {
    const refusal = place.take(1)
    if (refusal) throw refusal
    await sendFile(call, file)
  } finally {
    place.leave()
  }
}

async function answerUpload(
  { req, res }: HttpCall,
  context: Context,
  { stream, readInput }: { stream: Upload; readInput: ReadInput },
): Promise<void> {
  const length = req.headers['content-length']
  const file = { bytes: req, size: length === undefined ? undefined : Number(length) }
  const answer = await stream.call(context, readInput, file)
  const body = JSON.stringify(answer)
  res
    .writeHead(201, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      location: `${restPath}/${kebab(stream.noun)}/${answer.id}`,
    })
    .end(body)
}
