import { Readable } from 'node:stream'
import { slices } from '@plinth/bounds/slices'
import { pipeToClient } from '../pipe-to-client.ts'
import type { HttpCall } from '../request.ts'
import { textPieces } from '../text-pieces.ts'

/** Sends pieces as fast as the client reads them; no more than one is held. Whoever hangs up ends the reading too. */
export async function sendStream(
  { req, res, caller }: Pick<HttpCall, 'req' | 'res' | 'caller'>,
  pieces: AsyncGenerator<string>,
): Promise<void> {
  const first = await pieces.next()
  if (req.method === 'HEAD' || first.done) {
    await pieces.return(undefined)
    res.end(first.done || req.method === 'HEAD' ? undefined : first.value)
    return
  }
  async function* all() {
    yield first.value as string // not done, so it is one
    yield* pieces
  }
  const sent = textPieces(all(), slices.begin(caller.address))
  await pipeToClient(Readable.from(sent, { highWaterMark: 1 }), [], res)
}
