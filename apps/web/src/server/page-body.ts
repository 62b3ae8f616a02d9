import type { IncomingMessage, ServerResponse } from 'node:http'

/** What is sent to a page are the forms of NextAuth; a browser says their length. */
const maxBytes = 256_000

/**
 * Refuses a request for a page whose body is larger than any form, or does not say how large it is: Next and NextAuth would read all of it into memory.
 * Whether it was refused and answered.
 */
export function refuseLargeBody({ headers }: IncomingMessage, res: ServerResponse): boolean {
  const isCounted = headers['transfer-encoding'] === undefined
  if (isCounted && Number(headers['content-length'] ?? 0) <= maxBytes) return false
  // What is left of the body is not read.
  res
    .writeHead(isCounted ? 413 : 411, { 'content-type': 'text/plain', connection: 'close' })
    .end(
      isCounted
        ? `The request is too large: a page takes at most ${maxBytes} bytes.\n`
        : 'Send the length of the body in Content-Length.\n',
    )
  return true
}
