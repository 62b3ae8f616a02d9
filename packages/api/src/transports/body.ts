import type { IncomingMessage } from 'node:http'
import { PlinthError } from '@plinth/core/errors'
import type { HttpCall } from './request.ts'
import { Room } from './room.ts'

/** Bytes of bodies that are in memory: while they arrive, and while their calls wait and run. */
const room = new Room({ ofNetwork: 24_000_000, inAll: 192_000_000 })

/** Of a call what its body is read from. */
export type BodyCall = Pick<HttpCall, 'req' | 'res' | 'caller'>

/**
 * The whole body of a request as text. It takes room in memory until the request has its answer.
 * @throws PlinthError `TOO_LARGE` above `maxBytes`, and those of `Place.take`; the rest of the body is not read
 */
export async function readBody({ req, res, caller }: BodyCall, maxBytes: number): Promise<string> {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw passOver(req, tooLarge(maxBytes))
  if (res.closed) throw cutShort()
  const place = room.open(caller.address)
  res.once('close', () => place.leave())
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      const refusal = bytes > maxBytes ? tooLarge(maxBytes) : place.take(chunk.length)
      if (!refusal) return void chunks.push(chunk)
      chunks.length = 0
      place.leave()
      reject(passOver(req, refusal))
    })
    req.once('end', () =>
      resolve(chunks.length === 1 && chunks[0] ? chunks[0].toString() : Buffer.concat(chunks).toString()),
    )
    req.once('error', reject)
    req.once('aborted', () => reject(cutShort()))
  })
}

const tooLarge = (maxBytes: number) =>
  new PlinthError('TOO_LARGE', { message: `The request is too large: expected at most ${maxBytes} bytes.` })

const cutShort = () => new PlinthError('INVALID_INPUT', { message: 'The request ended before its body did.' })

/** Drops what still comes of a body, so that the connection can carry the answer. */
function passOver(req: IncomingMessage, refusal: PlinthError): PlinthError {
  req.removeAllListeners('data').removeAllListeners('end').resume()
  return refusal
}
