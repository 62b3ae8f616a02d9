import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** Below this a compressed answer saves less time on the wire than it costs. */
const minBytes = 2_048

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

/** A body as the client may take it, compressed when it is large enough to be worth it. */
export async function compressed(
  req: IncomingMessage,
  body: string,
): Promise<{ body: string | Buffer; encoding?: 'br' | 'gzip' }> {
  const accepted = req.headers['accept-encoding']
  if (accepted === undefined || body.length < minBytes) return { body }
  if (/\bbr\b(?!\s*;\s*q=0(?:\.0*)?\b)/.test(accepted)) {
    // Quality 4 is about as fast as gzip and smaller; the default of 11 is meant for files that are compressed once.
    const params = { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: body.length }
    return { body: await toBrotli(body, { params }), encoding: 'br' }
  }
  if (/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\b)/.test(accepted)) return { body: await toGzip(body), encoding: 'gzip' }
  return { body }
}
