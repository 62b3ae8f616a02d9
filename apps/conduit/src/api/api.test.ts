import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { unique } from '@plinth/api/testing/factories'
import { rawRequest } from '@plinth/api/testing/raw-request'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startConduit } from '../server.ts'
import { openCall } from '../testing/call.ts'
import { answers } from '../testing/schemas.ts'
import { type Person, startTestConduit, type TestConduit } from '../testing/test-conduit.ts'

let conduit: TestConduit
let ada: Person
let bob: Person
let slug: string
beforeAll(async () => {
  conduit = await startTestConduit()
  ada = await conduit.person()
  bob = await conduit.person()
  slug = (await ada.article()).slug
})
afterAll(() => conduit[Symbol.asyncDispose]())

const tokenMissing = [401, { token: ['is missing'] }]
const tokenInvalid = [401, { token: ['is invalid'] }]

/** Each operation that needs a signed-in user, at an address that does not exist and with an empty body. */
const guarded = [
  'GET /user',
  'PUT /user',
  'POST /profiles/nobody/follow',
  'DELETE /profiles/nobody/follow',
  'GET /articles/feed?limit=abc',
  'POST /articles',
  'PUT /articles/none',
  'DELETE /articles/none',
  'POST /articles/none/comments',
  'DELETE /articles/none/comments/abc',
  'POST /articles/none/favorite',
  'DELETE /articles/none/favorite',
]
const wrongBody = (request: string) => (/^(GET|DELETE)/.test(request) ? {} : { text: '{' })

test.each(guarded)('%s asks first who it is', async (request) => {
  const body = wrongBody(request)
  expect((await conduit.call(request, body)).refusal).toEqual(tokenMissing)
  for (const authorization of ['', 'Token', 'Token ', 'Basic eDp5'])
    expect((await conduit.call(request, { ...body, headers: { authorization } })).refusal).toEqual(tokenMissing)
  for (const token of ['x', unique(), 'x'.repeat(5_000)])
    expect((await conduit.call(request, { ...body, token })).refusal).toEqual(tokenInvalid)
})

const open = ['GET /profiles/nobody', 'GET /articles', 'GET /articles/none', 'GET /articles/none/comments']

test.each(open)('%s needs nobody, but no wrong token either', async (request) => {
  expect((await conduit.call(request)).status).toBe(request === 'GET /articles' ? 200 : 404)
  expect((await conduit.call(request, { token: unique() })).refusal).toEqual(tokenInvalid)
})

test('a token that has expired is none', async () => {
  const { token, username } = await conduit.person()
  await conduit.plinth.rows(
    `update sessions set "expiresAt" = now() - interval '1 ms' where "userId" = (select id from users where username = $1)`,
    [username],
  )
  expect((await conduit.call('GET /user', { token })).refusal).toEqual(tokenInvalid)
  expect((await conduit.call('GET /articles', { token })).refusal).toEqual(tokenInvalid)
})

test.each([
  ['POST /profiles/nobody/follow', 'profile'],
  ['DELETE /profiles/nobody/follow', 'profile'],
  ['GET /profiles/nobody', 'profile'],
  ['GET /profiles/%00', 'profile'],
  ['GET /articles/none', 'article'],
  ['GET /articles/%00', 'article'],
  [`GET /articles/${'x'.repeat(3_000)}`, 'article'],
  ['PUT /articles/none', 'article'],
  ['DELETE /articles/none', 'article'],
  ['GET /articles/none/comments', 'article'],
  ['POST /articles/none/comments', 'article'],
  ['DELETE /articles/none/comments/1', 'article'],
  ['POST /articles/none/favorite', 'article'],
  ['DELETE /articles/none/favorite', 'article'],
])('%s is not there, whatever is in its body', async (request, what) => {
  const answer = await conduit.call(request, { token: ada.token, ...wrongBody(request) })
  expect(answer.refusal).toEqual([404, { [what]: ['not found'] }])
})

test.each(['PUT', 'DELETE'])('another’s article is forbidden to %s, whatever is in the body', async (method) => {
  const answer = await conduit.call(`${method} /articles/${slug}`, { token: bob.token, ...wrongBody(method) })
  expect(answer.refusal).toEqual([403, { article: ['forbidden'] }])
})

const written = [
  ['POST /users', 'user'],
  ['POST /users/login', 'user'],
  ['PUT /user', 'user'],
  ['POST /articles', 'article'],
  ['PUT /articles/:slug', 'article'],
  ['POST /articles/:slug/comments', 'comment'],
] as const

test.each(written)('%s tells what is wrong with its body', async (request, wrapper) => {
  const send = (given: { body?: unknown; text?: string }) =>
    conduit.call(request.replace(':slug', slug), { token: ada.token, ...given })
  for (const text of ['', '{', 'title=x', '{"article":', '\u0000'])
    expect((await send({ text })).refusal).toEqual([422, { body: [expect.any(String)] }])
  for (const body of [
    {},
    [],
    null,
    'text',
    7,
    { other: {} },
    { [wrapper]: null },
    { [wrapper]: [] },
    { [wrapper]: 'x' },
  ])
    expect((await send({ body })).refusal).toEqual([422, { [wrapper]: ["can't be blank"] }])
  expect((await send({ text: '['.repeat(100_000) })).status).toBe(422)
})

test('a body that is too long is refused before it is read to its end', async () => {
  const chunks = Array.from({ length: 20 }, () => 'x'.repeat(100_000))
  for (const sent of [{ chunks }, { body: chunks.join('') }]) {
    const headers = { 'content-type': 'application/json', authorization: `Token ${ada.token}` }
    const { status, text } = await rawRequest(conduit.url, '/api/articles', { method: 'POST', headers, ...sent })
    expect(status).toBe(413)
    expect(answers.errors.parse(JSON.parse(text)).errors).toEqual({ body: [expect.stringMatching(/^is too long/)] })
  }
})

test('an article as long as it may be passes', async () => {
  const body = '😀'.repeat(100_000)
  expect((await ada.article({ body })).body).toBe(body)
})

test.each(['/', '/nothing', '/user/x', '/articles/a/b', '/articles/', '/%'])('there is nothing at %s', async (path) => {
  const { refusal } = await conduit.call(`GET ${path}`)
  expect(refusal).toEqual([404, { path: ['not found'] }])
})

test.each([
  ['DELETE /users', 'POST'],
  ['GET /users/login', 'POST'],
  ['POST /user', 'GET, PUT'],
  ['POST /profiles/a', 'GET'],
  ['PUT /profiles/a/follow', 'POST, DELETE'],
  ['PATCH /articles', 'GET, POST'],
  ['POST /articles/feed', 'GET'],
  ['POST /articles/a', 'GET, PUT, DELETE'],
  ['PUT /articles/a/comments', 'GET, POST'],
  ['GET /articles/a/comments/1', 'DELETE'],
  ['GET /articles/a/favorite', 'POST, DELETE'],
  ['PUT /tags', 'GET'],
])('%s is told which methods there are', async (request, allow) => {
  const { refusal, headers } = await conduit.call(request)
  expect(refusal).toEqual([405, { method: [expect.any(String)] }])
  expect(headers.get('allow')).toBe(allow)
})

test('HEAD answers as GET does, without a body', async () => {
  const answer = await fetch(`${conduit.url}/api/tags`, { method: 'HEAD' })
  expect([answer.status, await answer.text()]).toEqual([200, ''])
})

test('front ends of any origin may call, and read what was refused', async () => {
  const origin = 'https://front-end.example'
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const answer = await fetch(`${conduit.url}/api/articles/${slug}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization,content-type',
      },
    })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('access-control-allow-methods')).toContain(method)
    expect(answer.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('authorization')
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false)
  }
  for (const request of ['GET /tags', 'GET /user', 'GET /nothing', 'PATCH /tags']) {
    const { headers } = await conduit.call(request, { headers: { origin } })
    expect(headers.get('access-control-allow-origin')).toBe('*')
  }
})

test('no answer is kept by anybody, nor taken for what it is not', async () => {
  for (const request of ['GET /user', 'GET /articles', 'GET /nothing']) {
    const { headers } = await conduit.call(request, { token: ada.token })
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-type')).toMatch(/^application\/json/)
  }
})

test('one line of the log for a request, without what was sent', async () => {
  const path = `/articles/none-${unique()}`
  await conduit.call(`GET ${path}?token=${ada.token}`, { token: ada.token })
  const lines = conduit.log.filter((line) => line.includes(path)).map((line) => JSON.parse(line))
  expect(lines).toEqual([expect.objectContaining({ msg: 'request', method: 'GET', path: `/api${path}`, status: 404 })])
})

// Conduit did not call it a second time, with its own retries, to find out whose token it is.
test('a Plinth that does not answer is tried as often with a token as without', async () => {
  let asked = 0
  const down = createServer((_, res) => {
    asked++
    res.writeHead(503).end()
  }).listen(0, '127.0.0.1')
  await once(down, 'listening')
  const { port } = down.address() as AddressInfo // a TCP server that listens has one
  const logger = pino({ level: 'silent' })
  await using alone = await startConduit({
    plinth: { url: `http://127.0.0.1:${port}` },
    port: 0,
    host: '127.0.0.1',
    logger,
  })
  const counts: number[] = []
  for (const token of [undefined, ada.token]) {
    asked = 0
    expect((await openCall(alone.url)('GET /articles/none', { token })).status).toBe(503)
    counts.push(asked)
  }
  expect(counts).toEqual([3, 3])
  down.close()
})

test('without Plinth everything says that it is not available', async () => {
  const log: string[] = []
  const logger = pino({ level: 'debug' }, { write: (text) => log.push(text) })
  // Nothing listens on the port of a server that has ended.
  const ended = await startTestConduit()
  await ended[Symbol.asyncDispose]()
  await using alone = await startConduit({ plinth: { url: ended.plinth.url }, port: 0, host: '127.0.0.1', logger })
  const call = openCall(alone.url)
  const { email, password, token } = ada
  const requests = [
    call('GET /tags'),
    call('GET /user', { token }),
    call('GET /articles', { token }),
    call('GET /articles/none'),
    call('GET /profiles/nobody'),
    call('POST /users/login', { body: { user: { email, password } } }),
    call('POST /articles', { token, body: { article: { title: 't', description: 'd', body: 'b' } } }),
    call(`DELETE /articles/none/comments/1`, { token }),
  ]
  for (const { refusal, headers } of await Promise.all(requests)) {
    expect(refusal).toEqual([503, { service: [expect.any(String)] }])
    // The field was left out.
    expect(headers.get('retry-after')).toBe('2')
  }
  const faults = log.filter((line) => line.includes('"fault"'))
  expect(faults).toHaveLength(requests.length)
  for (const secret of [token, password]) expect(log.join('')).not.toContain(secret)
})
