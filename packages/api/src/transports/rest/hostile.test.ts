import { errorTable } from '@plinth/core/errors'
import fc from 'fast-check'
import { afterAll, afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { countEvents } from '../../testing/events.ts'
import { anArticle, aUser } from '../../testing/factories.ts'
import { type RawRequest, rawRequest } from '../../testing/raw-request.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { type Route, routes } from './routes.ts'

const server = await startTestServer({ maxBodyBytes: 300_000 })
afterAll(() => server[Symbol.asyncDispose]())

const user = await aUser(server)
const article = await anArticle(user)

const problem = z.strictObject({
  type: z.string().startsWith('/api/v1/problems/'),
  title: z.string().min(1),
  status: z.int(),
  detail: z.string().min(1),
  instance: z.string().startsWith('urn:uuid:'),
  code: z.enum(Object.keys(errorTable)),
  requestId: z.uuid(),
  retryAfterSeconds: z.number().optional(),
  errors: z
    .array(
      z.strictObject({
        detail: z.string(),
        pointer: z.string().startsWith('#').optional(),
        parameter: z.string().optional(),
        header: z.string().optional(),
      }),
    )
    .optional(),
})

async function send(path: string, request: RawRequest = {}) {
  const headers = {
    ...user.client.headers(),
    ...(request.body !== undefined && { 'content-type': 'application/json' }),
  }
  const response = await rawRequest(server.url, `/api/v1${path}`, {
    ...request,
    headers: { ...headers, ...request.headers },
  })
  const { status, text } = response
  expect(status, text).toBeLessThan(500)
  if (status >= 400 && text !== '') {
    expect(response.headers['content-type']).toBe('application/problem+json')
    const found = problem.parse(JSON.parse(text))
    expect(found.status).toBe(status)
  }
  return response
}

afterEach(async () => {
  // After any input the server still answers, and there was no internal fault.
  expect((await send(`/articles/${article.id}`)).status).toBe(200)
  expect(server.log.lines.filter(({ msg }) => msg === 'fault')).toEqual([])
  expect(Object.keys(Object.prototype)).toEqual([])
})

const hostileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    "' or 1=1 --",
    '"; drop table articles',
    '../../etc/passwd',
    '\u0000',
    '\ud800',
    '__proto__',
    'constructor',
    'null',
    'NaN',
    '1e999',
    '-0',
    '9'.repeat(400),
    '%00',
    '[]',
    '[',
    ']',
    '{}',
    'a[b]',
    '2026-13-45T99:99:99Z',
    '+275760-09-13T00:00:00.001Z',
    '\u202e',
    '💥'.repeat(50),
  ),
)
const name = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'limit',
      'cursor',
      'sort',
      'search',
      'highlights',
      'filter',
      'filter[title]',
      'filter[title][in]',
      'filter[tags][hasEvery]',
      'filter[createdAt][gt]',
      'filter[author.username][not]',
      'filter[__proto__][equals]',
      '__proto__[x]',
      'filter[][]',
      'total',
      'id',
      'token',
      'text',
    ),
  },
  { weight: 1, arbitrary: hostileText },
)
const query = fc
  .array(fc.tuple(name, hostileText), { maxLength: 5 })
  .map((pairs) => pairs.map((pair) => pair.map((part) => encodeURIComponent(part.toWellFormed())).join('=')).join('&'))
const rawQuery = fc.oneof(
  query,
  fc.stringMatching(/^[!#-~]{0,60}$/).map((text) => text.replaceAll('#', '')),
)

test('any query of any read is answered or refused with what is documented', async () => {
  const reads = routes.filter(({ method }) => method === 'GET')
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...reads),
      fc.oneof(hostileText, fc.constant(article.id)),
      rawQuery,
      async ({ template }, value, search) => {
        const path = template.replace(/\{\w+\}/, encodeURIComponent(value.toWellFormed()))
        expect([200, 304, 400, 403, 404]).toContain((await send(`${path}?${search}`)).status)
      },
    ),
    { numRuns: 400 },
  )
})

const json = fc.oneof(
  fc.json({ depthSize: 'medium' }),
  fc
    .object({
      key: fc.constantFrom('title', 'tags', 'version', 'id', '__proto__', 'constructor', 'name', 'email', 'items', ''),
      values: [hostileText, fc.double(), fc.constant(null)],
    })
    .map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '{"__proto__":{"isOperator":true}}',
    '[]',
    'null',
    '"text"',
    '{"title":',
    '',
    '1e400',
    '{"version":1e400}',
  ),
  fc.string(),
)

/** The caller's account without its name and version. */
const kept = async () => {
  const { name: _, version: __, ...rest } = (await user.api.users.me.query()) ?? {}
  return rest
}

test('any body of any write is refused with what is documented, and changes nothing', async () => {
  const writes = routes.filter(({ method, path }) => method !== 'GET' && !/sign(Out|In)|revokeAll/.test(path))
  const before = await countEvents(server)
  const mine = await kept()
  let [valid, changed] = [0, 0]
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...writes),
      fc.oneof(json, hostileText),
      fc.option(
        fc
          .oneof(hostileText, fc.constantFrom('"v1"', '*', '"v99999999999"'))
          .map((text) => text.replace(/[^\x21-\x7e]/g, '')),
        { nil: undefined },
      ),
      async ({ method, template, params }, body, ifMatch) => {
        const headers = ifMatch === undefined ? {} : { 'if-match': ifMatch }
        const path = template.replace(/\{\w+\}/, '01990000-0000-7000-8000-000000000000')
        const { status } = await send(path, { method, body, headers })
        // No path names the caller's account: with its first version, a request for another name is valid, and one without changes changes nothing.
        if (status === 200) {
          expect(`${method} ${path} ${ifMatch}`).toBe('POST /users/update "v1"')
          const given = Object.keys(JSON.parse(body || '{}')).join()
          expect(['', 'name']).toContain(given)
          valid++
          if (given !== '') changed++
          return
        }
        // Any other request names no existing row or has invalid input, so it must be refused.
        expect([400, 401, 403, 404, 409, 412, 422, 428], `${method} ${path} ${params}`).toContain(status)
      },
    ),
    {
      numRuns: 400,
      examples: writes
        .filter(({ path }) => path === 'users.update')
        .map((route): [Route, string, string] => [route, '{}', '"v1"']),
    },
  )
  expect(valid).toBeGreaterThan(0)
  expect(await countEvents(server)).toBe(before + changed)
  expect(await kept()).toEqual(mine)
})

test('sizes have an end', async () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
  expect((await send('/articles', { method: 'POST', body: `{"title":${deep}}` })).status).toBe(400)
  expect((await send('/articles', { method: 'POST', body: 'x'.repeat(300_001) })).status).toBe(413)
  expect((await send(`/articles?${'a=1&'.repeat(1_000)}`)).status).toBe(400)
  expect((await send(`/articles?filter${'[a]'.repeat(100)}=1`)).status).toBe(400)
  expect((await send(`/${'a/'.repeat(2_000)}`)).status).toBe(404)
  expect((await send(`/articles?filter[title][in]=${'a,'.repeat(2_000)}`)).status).toBe(400)
  expect((await send('/articles', { headers: { prefer: 'count='.repeat(1_000) } })).status).toBe(200)
  expect((await send('/articles', { headers: { 'if-none-match': '"a",'.repeat(2_000) } })).status).toBe(200)
})

test('a body that never ends, or is not what it says, is refused', async () => {
  const chunks = Array.from({ length: 40 }, () => 'x'.repeat(10_000))
  const type = { 'content-type': 'application/json' }
  expect((await send('/articles', { method: 'POST', chunks, headers: type })).status).toBe(413)
  const gzip = { ...type, 'content-encoding': 'gzip' }
  expect((await send('/articles', { method: 'POST', body: '{}', headers: gzip })).status).toBe(415)
  expect((await send('/articles', { method: 'DELETE', body: '{}' })).status).toBe(405)
  expect((await send(`/articles/${article.id}`, { method: 'DELETE', body: '{"version":2}' })).status).toBe(400)
})
