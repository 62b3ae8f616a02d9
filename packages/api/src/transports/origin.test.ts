import { afterAll, expect, test } from 'vitest'
import { countEvents } from '../testing/events.ts'
import { aProgram, aUser, unique } from '../testing/factories.ts'
import { rawRequest } from '../testing/raw-request.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const user = await aUser(server)
const program = await aProgram(server, user)
const cookie = user.client.headers().cookie ?? ''
const { host, port } = new URL(server.url)

interface Sent {
  status: number
  code: string | undefined
  didWrite: boolean
}

/** Sends one write with exactly these headers. */
async function write(headers: Record<string, string>, to: TestServer = server, query = ''): Promise<Sent> {
  const before = await countEvents(server)
  const body = JSON.stringify({ json: { title: unique(), description: '', body: '', tags: [] } })
  const all = { 'content-type': 'application/json', ...headers }
  const { status, text } = await rawRequest(to.url, `/api/trpc/articles.create${query}`, {
    method: 'POST',
    headers: all,
    body,
  })
  const code: string | undefined = JSON.parse(text).error?.json.data.code
  return { status, code, didWrite: (await countEvents(server)) > before }
}

const refused: Sent = { status: 403, code: 'CROSS_ORIGIN', didWrite: false }
const accepted: Sent = { status: 200, code: undefined, didWrite: true }

test('a write with a cookie from another origin, or from none, is refused and changes nothing', async () => {
  const foreign = [
    'https://evil.example',
    'null',
    `http://127.0.0.1:${Number(port) + 1}`,
    'http://127.0.0.1',
    `http://${host}.evil.example`,
  ]
  for (const origin of [...foreign, `http://evil.example@${host}.x`, 'garbage', '']) {
    expect(await write({ cookie, origin }), origin).toEqual(refused)
    // Both through tRPC's own handler and answered directly.
    expect(await write({ cookie, origin }, server, '?x=1'), origin).toEqual(refused)
  }
  expect(await write({ cookie })).toEqual(refused)
  expect(await write({ cookie, 'sec-fetch-site': 'cross-site' })).toEqual(refused)
  expect(await write({ cookie, 'sec-fetch-site': 'none' })).toEqual(refused)
})

test('a write with a cookie from the same origin is taken', async () => {
  expect(await write({ cookie, origin: server.url })).toEqual(accepted)
  expect(await write({ cookie, origin: server.url }, server, '?x=1')).toEqual(accepted)
  expect(await write({ cookie, 'sec-fetch-site': 'same-origin' })).toEqual(accepted)
})

test('a program with a bearer token and no cookie needs no origin', async () => {
  const authorization = program.headers().authorization ?? ''
  expect(await write({ authorization })).toEqual(accepted)
  expect(await write({ authorization, origin: 'https://evil.example' })).toEqual(accepted)
  // A browser that is made to send both still counts as a browser.
  expect(await write({ authorization, cookie, origin: 'https://evil.example' })).toEqual(refused)
})

test('another site cannot sign its visitor in', async () => {
  const body = JSON.stringify({ json: { email: user.me.email, password: user.password } })
  const headers = { 'content-type': 'application/json', origin: 'https://evil.example' }
  const { status, headers: answered } = await rawRequest(server.url, '/api/trpc/sessions.signIn', {
    method: 'POST',
    headers,
    body,
  })
  expect([status, answered['set-cookie']]).toEqual([403, undefined])
})

test('with a public address its origin counts, whatever the Host header says', async () => {
  await using behind = await startTestServer({
    databaseUrl: server.databaseUrl,
    origins: { public: 'https://app.example.com' },
  })
  expect(await write({ cookie, origin: 'https://app.example.com' }, behind)).toEqual(accepted)
  for (const origin of [behind.url, 'http://app.example.com', 'https://app.example.com:444', 'https://example.com']) {
    expect(await write({ cookie, origin }, behind)).toEqual(refused)
  }
})

test('a GET never writes, whatever it is asked', async () => {
  const before = await countEvents(server)
  const input = encodeURIComponent(JSON.stringify({ json: { title: 't', description: '', body: '', tags: [] } }))
  const batched = encodeURIComponent(
    JSON.stringify({ 0: { json: { title: 't', description: '', body: '', tags: [] } } }),
  )
  for (const path of [
    `articles.create?input=${input}`,
    `articles.create?batch=1&input=${batched}`,
    'sessions.signOut',
    'sessions.signOut?x=1',
  ]) {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const { status } = await rawRequest(server.url, `/api/trpc/${path}`, {
        method,
        headers: { cookie, origin: server.url },
      })
      if (method !== 'HEAD') expect([405, 415], `${method} ${path}`).toContain(status)
    }
  }
  const overridden = await rawRequest(server.url, `/api/trpc/articles.create?input=${input}`, {
    headers: { cookie, 'x-http-method-override': 'POST', 'content-type': 'application/json' },
  })
  expect(overridden.status).toBe(405)
  expect(await countEvents(server)).toBe(before)
  expect(await user.api.users.me.query()).not.toBeNull()
})

test('an origin of another scheme is another site; behind a trusted proxy the scheme is the one that it forwards', async () => {
  expect(await write({ cookie, origin: `https://${host}` })).toEqual(refused)
  expect(await write({ cookie, origin: `https://${host}`, 'x-forwarded-proto': 'https' })).toEqual(refused)
  await using proxied = await startTestServer({ databaseUrl: server.databaseUrl, origins: { isProxied: true } })
  const at = new URL(proxied.url).host
  const https = { cookie, 'x-forwarded-proto': 'https' }
  expect(await write({ ...https, origin: `https://${at}` }, proxied)).toEqual(accepted)
  expect(await write({ ...https, origin: `http://${at}` }, proxied)).toEqual(refused)
})
