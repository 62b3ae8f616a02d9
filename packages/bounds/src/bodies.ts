import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Full, Room } from './room.ts'
import { slices } from './slices.ts'

/** The errors with which a server refuses bodies. */
export interface BodyRefusals {
  /** There is not enough room for the body. */
  full(full: Full): Error
  tooLarge(maxBytes: number): Error
  /** The request ended before its body did. */
  cutShort(): Error
}

/** The parts of a request that are needed to read its body. */
export interface BodyRequest {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** The address of the client. */
  readonly address: string
}

/** A body with more bytes than this takes long to parse. */
const longBytes = 32 * 1024

/** Reads request bodies, and limits their total bytes in memory while they arrive and while their calls wait and run. */
export class Bodies {
  readonly #room: Room
  readonly #refusals: BodyRefusals

  constructor(refusals: BodyRefusals) {
    this.#room = new Room({ ofNetwork: 24_000_000, inAll: 192_000_000 }, refusals.full)
    this.#refusals = refusals
  }

  /**
   * Reads the whole body of a request as text. It occupies memory until the request has been answered.
   * @throws one of the refusals; the rest of the body is not read
   */
  async read(request: BodyRequest, maxBytes: number): Promise<string> {
    const text = await this.#whole(request, maxBytes)
    // Otherwise several bodies that arrive together would be parsed without a pause.
    if (text.length > longBytes) await slices.turn(request.address)
    return text
  }

  async #whole({ req, res, address }: BodyRequest, maxBytes: number): Promise<string> {
    const { tooLarge, cutShort } = this.#refusals
    if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw passOver(req, tooLarge(maxBytes))
    if (res.closed) throw cutShort()
    const place = this.#room.open(address)
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
}

/** Discards the rest of a body, so that the connection can carry the answer. */
function passOver(req: IncomingMessage, refusal: Error): Error {
  req.removeAllListeners('data').removeAllListeners('end').resume()
  return refusal
}
