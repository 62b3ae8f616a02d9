import { Readable } from 'node:stream'
import { slices } from '@plinth/bounds/slices'
import { acceptedEncoding, compressed, compressor } from './compress.ts'
import { pipeToClient } from './pipe-to-client.ts'
import type { HttpCall } from './request.ts'
import { textPieces } from './text-pieces.ts'

/** Characters that are sent without a pause. */
const maxAtOnce = 256 * 1_024

/** Sends texts in order as one body, compressed if worthwhile. The caller sets status and other headers before. */
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
