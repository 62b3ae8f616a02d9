import type { ServerResponse } from 'node:http'
import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Sends a stream as fast as the client reads. A client that disconnects ends the stream; that is not a fault. */
export async function pipeToClient(
  source: Readable,
  through: readonly Transform[],
  res: ServerResponse,
): Promise<void> {
  try {
    await pipeline([source, ...through, res])
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
    if (!isGone) throw error
  }
}
