import { Readable } from 'node:stream'
import { slices } from '@plinth/bounds/slices'
import type { OutgoingFile } from '../../kit/stream.ts'
import { pipeToClient } from '../pipe-to-client.ts'
import type { HttpCall } from '../request.ts'
import { textPieces } from '../text-pieces.ts'

/** Sends a file as fast as the client reads it; only one piece is in memory at a time. If the client disconnects, reading ends too. */
export async function sendFile(
  { req, res, caller }: Pick<HttpCall, 'req' | 'res' | 'caller'>,
  { name, mediaType, pieces }: OutgoingFile,
): Promise<void> {
  res.setHeader('content-type', mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType)
  res.setHeader('content-disposition', `attachment; filename="${name}"`)
  const first = await pieces.next()
  if (req.method === 'HEAD' || first.done) {
    await pieces.return(undefined)
    res.end(first.done || req.method === 'HEAD' ? undefined : first.value)
    return
  }
  async function* all() {
    yield first.value as string // not done, so it has a value
    yield* pieces
  }
  const sent = textPieces(all(), slices.begin(caller.address))
  await pipeToClient(Readable.from(sent, { highWaterMark: 1 }), [], res)
}
