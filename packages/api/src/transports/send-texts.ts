import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { acceptedEncoding, compressed, compressor } from './compress.ts'
import { pipeToClient } from './pipe-to-client.ts'

/** Characters that are encoded and written in one piece of work. Writing 3 MB at once takes about 30 ms. */
const maxAtOnce = 256 * 1_024

/** Sends texts, one after the other, as one body, compressed where that is worth it. Status and other headers are set before. */
export async function sendTexts(
  { req, res }: { req: IncomingMessage; res: ServerResponse },
  texts: readonly string[],
): Promise<void> {
  const length = texts.reduce((sum, text) => sum + text.length, 0)
  if (texts.length > 1 && length > maxAtOnce) {
    const encoding = acceptedEncoding(req)
    if (encoding) res.setHeader('content-encoding', encoding)
    return pipeToClient(Readable.from(texts), encoding ? [compressor(encoding, length)] : [], res)
  }
  const { body, encoding } = await compressed(req, texts.join(''))
  if (encoding) res.setHeader('content-encoding', encoding)
  res.setHeader('content-length', Buffer.byteLength(body))
  res.end(body)
}
