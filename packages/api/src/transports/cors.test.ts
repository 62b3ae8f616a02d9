import { afterAll, expect, test } from 'vitest'
import { aProgram, aUser, unique } from '../testing/factories.ts'
import { startTestServer } from '../testing/test-server.ts'

const ours = 'https://conduit.example.com'
const server = await startTestServer({ origins: { allowed: [ours] } })
afterAll(() => server[Symbol.asyncDispose]())
const closed = await startTestServer()
afterAll(() => closed[Symbol.asyncDispose]())

const user = await aUser(server)
const program = await aProgram(server, user)
const token = program.headers().authorization ?? ''
const cookie = user.client.headers().cookie ?? ''
const draft = () => JSON.stringify({ json: { title: unique(), description: '', body: '', tags: [] } })
const json = { 'content-type': 'application/json' }
const corsOf = ({ headers }: Response) => [...headers].filter(([name]) => name.startsWith('access-control-'))

test('a page of an allowed origin calls with a token, over tRPC and REST, and reads what it is answered', async () => {
  const calls = [
    ['/api/trpc/articles.create', draft()],
    ['/api/v1/articles', JSON.stringify({ title: unique(), description: '', body: '', tags: [] })],
  ] as const
  for (const [path, body] of calls) {
    const headers = { ...json, origin: ours, authorization: token }
    const response = await fetch(server.url + path, { method: 'POST', headers, body })
    expect(response.ok, path).toBe(true)
    expect(response.headers.get('access-control-allow-origin')).toBe(ours)
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
    // tRPC answers are not cached; REST answers are cached separately for each origin.
    if (path.startsWith('/api/v1')) expect(response.headers.get('vary')).toContain('origin')
    expect(response.headers.get('access-control-expose-headers')).toContain('x-request-id')
  }
  // A refusal must be readable too, so that the client learns the reason.
  const refused = await fetch(`${server.url}/api/v1/articles`, {
    method: 'POST',
    headers: { ...json, origin: ours },
    body: '{}',
  })
  expect(refused.headers.get('access-control-allow-origin')).toBe(ours)
})

test('the question beforehand is answered with what may be sent', async () => {
  for (const path of ['/api/trpc/articles.create', '/api/v1/articles/x']) {
    const headers = { origin: ours, 'access-control-request-method': 'POST' }
    const response = await fetch(server.url + path, { method: 'OPTIONS', headers })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-headers')).toContain('authorization')
    expect(response.headers.get('access-control-allow-methods')).toContain('PATCH')
  }
})

test('signing in from an allowed origin needs no cookie; what has one is refused from there', async () => {
  const input = { json: { email: user.me.email, password: user.password, bearer: { name: 'page', expiresInDays: 1 } } }
  const signIn = await fetch(`${server.url}/api/trpc/sessions.signIn`, {
    method: 'POST',
    headers: { ...json, origin: ours },
    body: JSON.stringify(input),
  })
  expect(signIn.status).toBe(200)
  const { result } = (await signIn.json()) as { result: { data: { json: { bearer: { token: string } } } } } // the wire format's own shape
  server.log.keepSecret(result.data.json.bearer.token)
  for (const headers of [{ cookie }, { cookie, authorization: token }]) {
    const response = await fetch(`${server.url}/api/trpc/articles.create`, {
      method: 'POST',
      headers: { ...json, origin: ours, ...headers },
      body: draft(),
    })
    expect(response.status).toBe(403)
  }
})

test('another origin, and every origin where none is allowed, is told nothing', async () => {
  const preflight = { 'access-control-request-method': 'POST' }
  for (const [at, origin] of [
    [server, 'https://evil.example'],
    [server, `${ours}.evil.example`],
    [server, 'null'],
    [closed, ours],
  ] as const) {
    for (const path of ['/api/trpc/tags.list', '/api/v1/tags']) {
      expect(corsOf(await fetch(at.url + path, { headers: { origin } })), origin).toEqual([])
      expect(corsOf(await fetch(at.url + path, { method: 'OPTIONS', headers: { origin, ...preflight } }))).toEqual([])
    }
  }
})
