import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { z } from 'zod'

const answer = z.object({ result: z.object({ data: z.object({ json: z.unknown() }) }) })
const articlePage = z.object({ items: z.array(z.object({ title: z.string() })), nextCursor: z.string().nullable() })

interface Call {
  input: unknown
  cookie?: string
}

/** A write over HTTP as a browser on the same origin sends it. */
export async function trpcPost(url: string, path: string, { input, cookie }: Call): Promise<Response> {
  return fetch(`${url}/api/trpc/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, ...(cookie && { cookie }) },
    body: JSON.stringify({ json: input }),
  })
}

/** A page of articles over HTTP. */
export async function trpcGet(
  url: string,
  path: 'articles.list',
  { input, cookie }: Call,
): Promise<z.output<typeof articlePage>> {
  const query = encodeURIComponent(JSON.stringify({ json: input }))
  const response = await fetch(`${url}/api/trpc/${path}?input=${query}`, { headers: cookie ? { cookie } : {} })
  return articlePage.parse(answer.parse(await response.json()).result.data.json)
}

/** Creates an account; the cookie signs its owner in. */
export async function signUp(url: string, email: string): Promise<{ status: number; cookie: string }> {
  const input = { name: 'Some Writer', email, password: 'correct-horse-battery' }
  const response = await trpcPost(url, 'users.signUp', { input })
  await response.text()
  return { status: response.status, cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' }
}

/**
 * Begins to create an account: the server has read the head of the request and waits for its body. The returned function sends the body
 * and resolves to the status of the answer.
 */
export async function beginSignUp(url: string, email: string): Promise<() => Promise<number>> {
  const body = JSON.stringify({ json: { name: 'Some Writer', email, password: 'correct-horse-battery' } })
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    origin: url,
    expect: '100-continue',
  }
  const sent = request(`${url}/api/trpc/users.signUp`, { method: 'POST', headers })
  sent.flushHeaders()
  await once(sent, 'continue')
  return async () => {
    const answered = once(sent, 'response')
    sent.end(body)
    const [response]: IncomingMessage[] = await answered
    response?.resume()
    return response?.statusCode ?? 0
  }
}
