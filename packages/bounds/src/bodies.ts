import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Full, Room } from './room.ts'
import { slices } from './slices.ts'

/** The errors with which a server refuses bodies. */
export interface BodyRefusals {
  /** There is no room for it. */
  full(full: Full): Error
  tooLarge(maxBytes: number): Error
  /** The request ended before its body did. */
  cutShort(): Error
}

/** Of a request what its body is read from. */
export interface BodyRequest {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** The address of the client. */
  readonly address: string
}

/** Reads bodies, and bounds the bytes of those that are in memory: while they arrive, and while their calls wait and run. */
/** Bytes of a body that takes long to be understood. */
const longBytes = 32 * 1024

export class Bodies {
  readonly #room: Room
  readonly #refusals: BodyRefusals

  constructor(refusals: BodyRefusals) {
    this.#room = new Room({ ofNetwork: 24_000_000, inAll: 192_000_000 }, refusals.full)
    this.#refusals = refusals
  }

  /**
   * The whole body of a request as text. It takes room in memory until the request has its answer.
   * @throws one of the refusals; the rest of the body is not read
   */
  async read(request: BodyRequest, maxBytes: number): Promise<string> {
    const text = await this.#whole(request, maxBytes)
    // Several that come at the same time would else be parsed without a pause.
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

/** Drops what still comes of a body, so that the connection can carry the answer. */
function passOver(req: IncomingMessage, refusal: Error): Error {
  req.removeAllListeners('data').removeAllListeners('end').resume()
  return refusal
}
