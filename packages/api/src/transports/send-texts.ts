import { Readable } from 'node:stream'
import { slices } from '@plinth/bounds/slices'
import { acceptedEncoding, compressed, compressor } from './compress.ts'
import { pipeToClient } from './pipe-to-client.ts'
import type { HttpCall } from './request.ts'
import { textPieces } from './text-pieces.ts'

/** Characters that are sent in one piece of work. */
const maxAtOnce = 256 * 1_024

/** Sends texts, one after the other, as one body, compressed where that is worth it. Status and other headers are set before. */
export async function sendTexts(
  { req, res, caller }: Pick<HttpCall, 'req' | 'res' | 'caller'>,
  texts: readonly string[],
): Promise<void> {
  const length = texts.reduce((sum, text) => sum + text.length, 0)
  if (length > maxAtOnce) {
    const encoding = acceptedEncoding(req)
    if (encoding) res.setHeader('content-encoding', encoding)
    const pieces = textPieces(texts, slices.begin(caller.address))
    return pipeToClient(
      Readable.from(pieces, { highWaterMark: 1 }),
      encoding ? [compressor(encoding, length)] : [],
      res,
    )
  }
  const { body, encoding } = await compressed(req, texts.join(''))
  if (encoding) res.setHeader('content-encoding', encoding)
  res.setHeader('content-length', Buffer.byteLength(body))
  res.end(body)
}
