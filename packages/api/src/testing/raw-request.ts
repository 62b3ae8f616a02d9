import { type IncomingHttpHeaders, request } from 'node:http'

export interface RawRequest {
  method?: string
  headers?: Record<string, string>
  /** Sent with its length. */
  body?: string | Buffer
  /** Sent in chunks, without a length. */
  chunks?: Iterable<string | Buffer>
}

export interface RawResponse {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  readonly text: string
}

/** Sends exactly the given request, however hostile: the path and the headers are sent unchanged. */
export function rawRequest(
  url: string,
  path: string,
  { method = 'GET', headers, body, chunks }: RawRequest = {},
): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const req = request({ hostname, port, path, method, headers: { ...length, ...headers }, agent: false })
    req.once('response', (res) => {
      const parts: Buffer[] = []
      res.on('data', (part: Buffer) => parts.push(part))
      res.once('error', reject)
      res.once('end', () => {
        const bytes = Buffer.concat(parts)
        resolve({ status: res.statusCode ?? 0, headers: res.headers, bytes, text: bytes.toString() })
      })
    })
    // A server may answer and close the connection before it has read everything: only its answer matters.
    req.once('error', reject)
    for (const chunk of chunks ?? []) req.write(chunk)
    req.end(body)
  })
}
