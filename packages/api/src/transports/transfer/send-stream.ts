import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeToClient } from '../pipe-to-client.ts'

/** Sends pieces as fast as the client reads them; no more than one is held. Whoever hangs up ends the reading too. */
export async function sendStream(
  { req, res }: { req: IncomingMessage; res: ServerResponse },
  pieces: AsyncGenerator<string | Uint8Array>,
): Promise<void> {
  const first = await pieces.next()
  if (req.method === 'HEAD' || first.done) {
    await pieces.return(undefined)
    res.end(first.done || req.method === 'HEAD' ? undefined : first.value)
    return
  }
  async function* all() {
    yield first.value as string | Uint8Array // not done, so it is one
    yield* pieces
  }
  await pipeToClient(Readable.from(all(), { highWaterMark: 1 }), [], res)
}
