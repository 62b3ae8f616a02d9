import type { IncomingMessage } from 'node:http'
import type { Transform } from 'node:stream'
import { promisify } from 'node:util'
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib'

/** Below this size, compressing an answer costs more time than it saves in transit. */
const minBytes = 2_048

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

export type Encoding = 'br' | 'gzip'

export interface Compressed {
  body: string | Buffer
  encoding?: Encoding
}

/** The encoding in which a body is sent; undefined when it is too small or the client accepts no supported encoding. */
export function encodingFor(req: IncomingMessage, body: string): Encoding | undefined {
  return body.length < minBytes ? undefined : acceptedEncoding(req)
}

/** The encoding that the client accepts; undefined for none. */
export function acceptedEncoding(req: IncomingMessage): Encoding | undefined {
  const accepted = req.headers['accept-encoding']
  if (accepted === undefined) return undefined
  if (/\bbr\b(?!\s*;\s*q=0(?:\.0*)?\b)/.test(accepted)) return 'br'
  if (/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\b)/.test(accepted)) return 'gzip'
  return undefined
}

/** A body in an encoding that the client accepts, compressed if it is large enough. */
export async function compressed(req: IncomingMessage, body: string): Promise<Compressed> {
  const encoding = encodingFor(req, body)
  if (encoding === undefined) return { body }
  if (encoding === 'gzip') return { body: await toGzip(body), encoding }
  return { body: await toBrotli(body, { params: brotliParams(body.length) }), encoding }
}

/** Quality 4 is about as fast as gzip and smaller; the default of 11 is meant for files that are compressed once. */
const brotliParams = (size: number) => ({
  [constants.BROTLI_PARAM_QUALITY]: 4,
  [constants.BROTLI_PARAM_SIZE_HINT]: size,
})

/** Compresses a stream of about `size` characters. */
export const compressor = (encoding: Encoding, size: number): Transform =>
  encoding === 'br' ? createBrotliCompress({ params: brotliParams(size) }) : createGzip()
