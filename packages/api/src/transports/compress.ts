import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** Below this a compressed answer saves less time on the wire than it costs. */
const minBytes = 2_048

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

export type Encoding = 'br' | 'gzip'

export interface Compressed {
  body: string | Buffer
  encoding?: Encoding
}

/** The encoding in which a body is sent; undefined when it is too small or the client accepts none. */
export function encodingFor(req: IncomingMessage, body: string): Encoding | undefined {
  const accepted = req.headers['accept-encoding']
  if (accepted === undefined || body.length < minBytes) return undefined
  if (/\bbr\b(?!\s*;\s*q=0(?:\.0*)?\b)/.test(accepted)) return 'br'
  if (/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\b)/.test(accepted)) return 'gzip'
  return undefined
}

/** A body as the client may take it, compressed when it is large enough to be worth it. */
export async function compressed(req: IncomingMessage, body: string): Promise<Compressed> {
  const encoding = encodingFor(req, body)
  if (encoding === undefined) return { body }
  if (encoding === 'gzip') return { body: await toGzip(body), encoding }
  // Quality 4 is about as fast as gzip and smaller; the default of 11 is meant for files that are compressed once.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: body.length }
  return { body: await toBrotli(body, { params }), encoding }
}
