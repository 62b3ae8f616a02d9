import type { IncomingMessage, ServerResponse } from 'node:http'

/** Only the forms of NextAuth send a body to Next; a browser states their length. */
const maxBytes = 256_000

/** Next's own handlers accept methods other than GET and HEAD: NextAuth's, and those of its development server. */
const handlers = ['/api/', '/__nextjs', '/_next/']

interface Refusal {
  readonly status: number
  readonly text: string
  readonly allow?: string
}

/**
 * Refuses requests that no page accepts, before Next reads them: methods other than GET and HEAD (Next would treat them as server actions, of which there are
 * none), and a body that is larger than any form or does not state its length, which Next and NextAuth would read into memory whole. Returns whether it refused
 * and answered the request.
 */
export function refusePageRequest(req: IncomingMessage, res: ServerResponse): boolean {
  const refusal = refusalOf(req)
  if (!refusal) return false
  const { status, text, allow } = refusal
  // The rest of the body is not read.
  res.writeHead(status, { 'content-type': 'text/plain', connection: 'close', ...(allow && { allow }) }).end(`${text}\n`)
  return true
}

function refusalOf({ method, url = '', headers }: IncomingMessage): Refusal | undefined {
  const isRead = method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
  if (!isRead && !handlers.some((path) => pathOf(url).startsWith(path)))
    return { status: 405, text: 'A page is read with GET.', allow: 'GET, HEAD' }
  if (headers['transfer-encoding'] !== undefined)
    return { status: 411, text: 'Send the length of the body in Content-Length.' }
  if (Number(headers['content-length'] ?? 0) > maxBytes)
    return { status: 413, text: `The request is too large: expected at most ${maxBytes} bytes.` }
  return undefined
}

/** The path as Next resolves it: `/api/../` is the home page. */
const pathOf = (url: string) => (URL.canParse(url, 'http://localhost') ? new URL(url, 'http://localhost').pathname : '')
