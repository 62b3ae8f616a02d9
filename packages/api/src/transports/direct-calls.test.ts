import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import superjson from 'superjson'
import { afterAll, expect, test } from 'vitest'
import { appRouter } from '../router.ts'
import { aDraft, anArticle, aUser, unique } from '../testing/factories.ts'
import { type RawRequest, type RawResponse, rawRequest } from '../testing/raw-request.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const user = await aUser(server)
const articles = [
  await anArticle(user, { body: 'b'.repeat(9_000), tags: ['one'] }),
  await aDraft(user, { tags: ['two'] }),
] as const
const anonymous = server.client()

// tRPC's flat record of procedures is not in its public types.
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>)
const pathsOf = (type: string) => procedures.filter(([, { _def }]) => _def.type === type).map(([path]) => path)

/** The answer without the parts that differ between requests. */
function comparable({ status, headers, bytes }: RawResponse) {
  const encoding = headers['content-encoding']
  const plain = encoding === 'br' ? brotliDecompressSync(bytes) : encoding === 'gzip' ? gunzipSync(bytes) : bytes
  const body = plain.toString().replaceAll(String(headers['x-request-id']), 'REQUEST')
  const vary = String(headers.vary).toLowerCase().split(/, */).toSorted()
  return { status, encoding, type: headers['content-type'], vary, body, cookies: headers['set-cookie']?.length ?? 0 }
}

/** The same request answered directly, and, with one more query parameter, by tRPC's own handler. */
async function both(path: string, query: string, request: RawRequest) {
  const short = await rawRequest(server.url, `/api/trpc/${path}${query === '' ? '' : `?${query}`}`, request)
  const long = await rawRequest(server.url, `/api/trpc/${path}?${query === '' ? '' : `${query}&`}x=1`, request)
  return [comparable(short), comparable(long)] as const
}

const input = fc.oneof(
  { weight: 6, arbitrary: fc.record({ slug: fc.constantFrom(...articles.map(({ slug }) => slug), 'none', 7) }) },
  {
    weight: 6,
    arbitrary: fc.record(
      {
        filter: fc.record(
          {
            tags: fc.record({ has: fc.constantFrom('one', 'none', '') }),
            publishedAt: fc.record({ not: fc.constantFrom(null, new Date(0), 'x') }),
            createdAt: fc.record({ lt: fc.date() }),
          },
          { requiredKeys: [] },
        ),
        search: fc.string(),
        sort: fc.constantFrom(['title'], ['-createdAt'], ['nothing']),
        limit: fc.integer({ min: 0, max: 101 }),
        total: fc.constantFrom('exact', 'estimated', 'none', true),
      },
      { requiredKeys: [] },
    ),
  },
  { weight: 4, arbitrary: fc.record({ username: fc.constantFrom(user.me.username, 'nobody', null) }) },
  { weight: 2, arbitrary: fc.record({ token: fc.string() }) },
  { weight: 2, arbitrary: fc.constant(undefined) },
  {
    weight: 3,
    arbitrary: fc.object({
      key: fc.constantFrom('slug', 'limit', 'a.b', ''),
      maxDepth: 2,
      withDate: true,
      withBigInt: true,
    }),
  },
  { weight: 1, arbitrary: fc.oneof(fc.date(), fc.integer(), fc.string(), fc.constant(null)) },
)
const headersOf = (isSignedIn: boolean, encoding: string) => ({
  ...(isSignedIn ? user.client : anonymous).headers(),
  ...(encoding !== '' && { 'accept-encoding': encoding }),
})
const encodings = fc.constantFrom('', 'br', 'gzip, deflate, br', 'gzip', 'identity', 'br;q=0, gzip')

test('a read the short way is answered as by tRPC itself', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...pathsOf('query')), input, fc.boolean(), async (path, given, isSignedIn) => {
      const query = given === undefined ? '' : `input=${encodeURIComponent(superjson.stringify(given))}`
      const [short, long] = await both(path, query, { headers: headersOf(isSignedIn, '') })
      expect(short).toEqual(long)
    }),
    { numRuns: 150 },
  )
})

test('a large answer is compressed as the client may take it, a small one is not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...articles), encodings, async ({ slug }, encoding) => {
      const query = `input=${encodeURIComponent(superjson.stringify({ slug }))}`
      const [short, long] = await both('articles.get', query, { headers: headersOf(true, encoding) })
      // tRPC's own answers are sent as a stream, whose length the middleware does not know: it compresses even small ones.
      expect({ ...short, encoding: long.encoding }).toEqual(long)
      const wanted =
        encoding.includes('br') && !encoding.includes('br;q=0') ? 'br' : encoding.includes('gzip') ? 'gzip' : undefined
      expect(short.encoding).toBe(slug === articles[0].slug ? wanted : undefined)
      if (slug === articles[0].slug) expect(long.encoding).toBe(wanted)
    }),
    { numRuns: 24 },
  )
})

test('a write the short way is answered as by tRPC itself, refused or done', async () => {
  const withoutIds = (answer: ReturnType<typeof comparable>) => ({
    ...answer,
    body: answer.body
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replace(/"(token|slug)":"[^"]+"/g, '"$1":"NEW"'),
  })
  const ours = [
    ['articles.create', { title: 'Both ways', description: '', body: '', tags: ['x'] }],
    ['articles.create', { title: '' }],
    ['articles.publish', { id: articles[1].id, version: 9 }],
    ['articles.remove', { id: articles[1].id.replace(/.$/, '0').replace(/^./, 'f') }],
    ['sessions.createToken', { name: 'both', expiresInDays: 1 }],
    ['sessions.signIn', { email: user.me.email, password: user.password }],
    ['sessions.signIn', { email: 'nobody@example.com', password: 'a wrong password' }],
    ['users.setUp', { token: unique(), name: 'x', email: 'x@example.com', password: user.password }],
    ['users.signUp', { name: 'x', email: user.me.email, password: user.password }],
  ] as const
  const others = pathsOf('mutation').map((path) => [path, { unknown: 1 }] as const)
  for (const isSignedIn of [true, false]) {
    for (const [path, given] of [...ours, ...others]) {
      const headers = { ...headersOf(isSignedIn, ''), 'content-type': 'application/json' }
      const [short, long] = await both(path, '', { method: 'POST', headers, body: superjson.stringify(given) })
      expect(withoutIds(short), path).toEqual(withoutIds(long))
    }
  }
})

test('a batch answers each call as it is answered alone, with one status for all or 207', async () => {
  const call = fc.record({ path: fc.constantFrom(...pathsOf('query'), 'articles.none', 'none'), given: input })
  await fc.assert(
    fc.asyncProperty(
      fc.array(call, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      fc.boolean(),
      async (calls, isSignedIn, isPost) => {
        const headers = headersOf(isSignedIn, '')
        const alone = await Promise.all(
          calls.map(async ({ path, given }) => {
            const query = given === undefined ? '' : `input=${encodeURIComponent(superjson.stringify(given))}`
            return comparable(await rawRequest(server.url, `/api/trpc/${path}?${query}`, { headers }))
          }),
        )
        const inputs = JSON.stringify(
          Object.fromEntries(
            calls.flatMap(({ given }, at) => (given === undefined ? [] : [[at, superjson.serialize(given)]])),
          ),
        )
        const path = `/api/trpc/${calls.map((each) => each.path).join(',')}?batch=1`
        const answer = comparable(
          isPost
            ? await rawRequest(server.url, path, {
                method: 'POST',
                headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
                body: inputs,
              })
            : await rawRequest(server.url, `${path}&input=${encodeURIComponent(inputs)}`, { headers }),
        )
        const statuses = new Set(alone.map(({ status }) => status))
        expect(answer).toEqual({
          ...alone[0],
          vary: answer.vary,
          status: statuses.size === 1 ? alone[0]?.status : 207,
          body: `[${alone.map(({ body }) => body).join(',')}]`,
        })
      },
    ),
    { numRuns: 100 },
  )
})

test('a batch whose inputs cannot be read is refused call by call', async () => {
  const path = '/api/trpc/articles.list,tags.list?batch=1'
  for (const inputs of ['[]', '7', '{"0":', '{"0":{"json":{"__proto__":1}}}', 'null']) {
    const answer = await rawRequest(server.url, `${path}&input=${encodeURIComponent(inputs)}`, {
      headers: headersOf(false, ''),
    })
    expect(answer.status, inputs).toBe(400)
    const codes = JSON.parse(answer.bytes.toString()).map(
      (each: { error: { json: { data: object } } }) => each.error.json.data,
    )
    expect(codes, inputs).toMatchObject([{ code: 'INVALID_INPUT' }, { code: 'INVALID_INPUT' }])
  }
})

test('a batch of many rows, which goes out in pieces, arrives whole in every encoding', async () => {
  const items = Array.from({ length: 100 }, () => ({
    title: unique(),
    description: 'ä'.repeat(400),
    body: '',
    tags: [],
  }))
  await user.api.articles.createMany.mutate({ items })
  const given = { json: { limit: 100, sort: ['title'] } }
  const single = `/api/trpc/articles.list?input=${encodeURIComponent(JSON.stringify(given))}`
  const one = comparable(await rawRequest(server.url, single, { headers: headersOf(true, '') }))
  const inputs = encodeURIComponent(
    JSON.stringify(Object.fromEntries(Array.from({ length: 20 }, (_, at) => [at, given]))),
  )
  const path = `/api/trpc/${Array(20).fill('articles.list').join(',')}?batch=1&input=${inputs}`
  for (const [encoding, expected] of [
    ['', undefined],
    ['br', 'br'],
    ['gzip', 'gzip'],
  ] as const) {
    const answer = comparable(await rawRequest(server.url, path, { headers: headersOf(true, encoding) }))
    expect(answer).toMatchObject({ status: 200, encoding: expected })
    expect(answer.body === `[${Array(20).fill(one.body).join(',')}]`, encoding).toBe(true)
  }
})
