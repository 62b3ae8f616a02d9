import type { IncomingMessage } from 'node:http'
import { PlinthError } from '@plinth/core/errors'

/**
 * The whole body of a request as text.
 * @throws PlinthError `TOO_LARGE` above `maxBytes`; the rest of the body is not read
 */
export function readBody(req: IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const tooLarge = () => {
      req.removeAllListeners('data').removeAllListeners('end').resume()
      reject(new PlinthError('TOO_LARGE', { message: `The request is too large: expected at most ${maxBytes} bytes.` }))
    }
    if (Number(req.headers['content-length'] ?? 0) > maxBytes) return tooLarge()
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > maxBytes) tooLarge()
      else chunks.push(chunk)
    })
    req.once('end', () =>
      resolve(chunks.length === 1 && chunks[0] ? chunks[0].toString() : Buffer.concat(chunks).toString()),
    )
    req.once('error', reject)
    req.once('aborted', () =>
      reject(new PlinthError('INVALID_INPUT', { message: 'The request ended before its body did.' })),
    )
  })
}
