import { errorTable } from '@plinth/core/errors'
import { afterAll, expect, test } from 'vitest'
import { eventsOf } from '../../testing/events.ts'
import { aDraft, anArticle, aProgram, aUser, unique } from '../../testing/factories.ts'
import { rawRequest } from '../../testing/raw-request.ts'
import { startTestServer } from '../../testing/test-server.ts'
import type { Problem } from './problem.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const user = await aUser(server)
const program = await aProgram(server, user)
const noVersion = '"nothing of ours"'

interface Answer {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

async function call(path: string, init: RequestInit & { json?: unknown } = {}, client = user.client): Promise<Answer> {
  const { json, headers, ...rest } = init
  const response = await client.fetch(`/api/v1/${path}`, {
    ...rest,
    headers: { ...(json !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
}

/** The problem in an answer, after checking that it is complete and matches status, media type and table. */
function problemIn({ status, headers, body }: Answer): Problem {
  const problem = body as unknown as Problem // checked below
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(problem.status).toBe(status)
  expect(errorTable[problem.code].status).toBe(status)
  expect(problem.title).toBe(errorTable[problem.code].message)
  expect(problem.requestId).toBe(headers.get('x-request-id'))
  expect(problem.instance).toBe(`urn:uuid:${problem.requestId}`)
  return problem
}

const draft = { title: 'A draft', description: '', body: '', tags: [] }

test('a row is created, read, changed, published and removed', async () => {
  const created = await call('articles', { method: 'POST', json: { ...draft, tags: ['rest'] } })
  expect(created).toMatchObject({ status: 201, body: { version: 1 } })
  const at = `articles/${created.body.id}`
  expect(created.headers.get('location')).toBe(`/api/v1/${at}`)
  expect(created.headers.get('etag')).toBe('"v1"')

  const read = await call(at)
  expect(read).toMatchObject({ status: 200, body: { title: 'A draft', tags: ['rest'], publishedAt: null } })
  expect(read.body.createdAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  const etag = read.headers.get('etag') ?? ''
  expect(etag).toMatch(/^"v1\..+"$/)

  const changed = await call(at, { method: 'PATCH', json: { title: 'Changed' }, headers: { 'if-match': etag } })
  expect(changed).toMatchObject({ status: 200, body: { version: 2 } })
  const published = await call(`${at}/publish`, { method: 'POST', headers: { 'if-match': '"v2"' } })
  expect(published).toMatchObject({ status: 200, body: { version: 3 } })
  expect((await call(`articles/by-slug/${published.body.slug}`, {}, server.client())).body.title).toBe('Changed')

  const removed = await call(at, { method: 'DELETE', headers: { 'if-match': published.headers.get('etag') ?? '' } })
  expect(removed).toMatchObject({ status: 204, body: {} })
  expect(problemIn(await call(at)).code).toBe('NOT_FOUND')
  const types = (await eventsOf(server, String(created.body.id))).map(({ type }) => type)
  expect(types).toEqual(['created', 'updated', 'published', 'removed'].map((name) => `articles.${name}`))
})

test('a version is asked for, and a stale one changes nothing', async () => {
  const { id } = await aDraft(user)
  const patch = (headers: Record<string, string>, json: object = {}) =>
    call(`articles/${id}`, { method: 'PATCH', json: { title: 'Next', ...json }, headers })
  expect(problemIn(await patch({}))).toMatchObject({ status: 428, code: 'PRECONDITION_REQUIRED' })
  expect(problemIn(await patch({ 'if-match': '*' }))).toMatchObject({ status: 428 })
  for (const stale of ['"v7"', '"v7.hash"', noVersion, 'W/"v1"', '"v1", "v2"', 'v1'])
    expect(problemIn(await patch({ 'if-match': stale })), stale).toMatchObject({ code: 'PRECONDITION_FAILED' })
  expect(problemIn(await patch({ 'if-match': '"v1"' }, { version: 2 })).code).toBe('PRECONDITION_FAILED')
  expect(problemIn(await patch({}, { version: 7 })).code).toBe('CONFLICT')
  for (const [method, path] of [
    ['DELETE', ''],
    ['POST', '/publish'],
  ] as const) {
    const answer = await call(`articles/${id}${path}`, { method, headers: { 'if-match': '"v7"' } })
    expect(problemIn(answer).code).toBe('PRECONDITION_FAILED')
  }
  expect((await eventsOf(server, id)).length).toBe(1)
  expect(await patch({}, { version: 1 })).toMatchObject({ status: 200, body: { version: 2 } })
  expect(await call(`articles/${id}`, { method: 'DELETE' })).toMatchObject({ status: 204 })
})

test('what the client has already is not sent again', async () => {
  const { id } = await anArticle(user, { body: 'long '.repeat(2_000) })
  for (const path of [`articles/${id}`, 'articles?limit=3', 'users/me', 'openapi.json']) {
    const first = await call(path, { headers: { 'accept-encoding': 'br' } })
    const etag = first.headers.get('etag') ?? ''
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*', etag.replace('.br"', '"')]) {
      const again = await call(path, { headers: { 'if-none-match': tag } })
      expect(again, `${path} ${tag}`).toMatchObject({ status: 304, body: {} })
    }
    expect(await call(path, { headers: { 'if-none-match': noVersion } })).toMatchObject({ status: 200 })
  }
  const etag = (await call(`articles/${id}`)).headers.get('etag') ?? ''
  await call(`articles/${id}`, { method: 'PATCH', json: { title: 'New' }, headers: { 'if-match': etag } })
  expect(await call(`articles/${id}`, { headers: { 'if-none-match': etag } })).toMatchObject({ status: 200 })
})

test('an encoding has a tag of its own, and the row is the same for If-Match', async () => {
  const { id } = await aDraft(user, { body: 'long '.repeat(2_000) })
  const tags = []
  for (const encoding of ['br', 'gzip', 'identity']) {
    const { headers } = await call(`articles/${id}`, { headers: { 'accept-encoding': encoding } })
    expect(headers.get('content-encoding') ?? 'identity').toBe(encoding)
    expect(headers.get('vary')).toContain('accept-encoding')
    tags.push(headers.get('etag') ?? '')
  }
  expect(new Set(tags).size).toBe(3)
  const answer = await call(`articles/${id}`, {
    method: 'PATCH',
    json: { title: 'x' },
    headers: { 'if-match': tags[0] ?? '' },
  })
  expect(answer.status).toBe(200)
})

test('a write with a key takes effect once', async () => {
  const headers = { 'idempotency-key': unique() }
  const send = () => call('articles', { method: 'POST', json: draft, headers }, program)
  const [first, second] = await Promise.all([send(), send()])
  expect(first).toMatchObject({ status: 201 })
  expect(second.body).toEqual(first.body)
  expect(second.headers.get('location')).toBe(first.headers.get('location'))
  const other = await call('articles', { method: 'POST', json: { ...draft, title: 'Other' }, headers }, program)
  expect(problemIn(other).code).toBe('IDEMPOTENCY_KEY_REUSED')
  const long = await call('articles', { method: 'POST', json: draft, headers: { 'idempotency-key': 'x'.repeat(300) } })
  expect(problemIn(long).errors).toMatchObject([{ header: 'Idempotency-Key' }])
})

test('a list links to its next page, and each row comes once', async () => {
  const author = await aUser(server)
  for (let nth = 0; nth < 5; nth++) await anArticle(author, { title: `Page ${nth % 2}` })
  const query = new URLSearchParams({
    'filter[author.username]': author.me.username,
    sort: '-title,createdAt',
    limit: '2',
  })
  let next: string | undefined = `/api/v1/articles?${query}`
  const first = next
  const ids: unknown[] = []
  while (next !== undefined) {
    const { headers, body } = await call(next.slice('/api/v1/'.length))
    ids.push(...(body.items as { id: string }[]).map(({ id }) => id))
    const link = headers.get('link') ?? ''
    expect(/<([^>]*)>; rel="first"/.exec(link)?.[1]).toBe(first)
    next = /<([^>]*)>; rel="next"/.exec(link)?.[1]
  }
  expect(new Set(ids).size).toBe(5)
  expect(ids).toHaveLength(5)
})

test('a count is told when it is preferred', async () => {
  for (const [prefer, applied] of [
    ['count=exact', 'count=exact'],
    ['respond-async, count="estimated"; x=1', 'count=estimated'],
    ['count=other', null],
    ['return=minimal', null],
  ] as const) {
    const { headers, body } = await call('articles', { headers: { prefer } })
    expect(headers.get('preference-applied'), prefer).toBe(applied)
    expect(headers.get('total-count') === null, prefer).toBe(applied === null)
    if (applied !== null) expect(Number(headers.get('total-count'))).toBe(body.total)
  }
  expect(problemIn(await call('articles?total=exact')).errors).toMatchObject([{ parameter: 'total' }])
})

test('a refusal names what is wrong where', async () => {
  const { id } = await aDraft(user)
  const cases: [string, RequestInit & { json?: unknown }, unknown[]][] = [
    ['articles?limit=0&x=1', {}, [{ parameter: 'limit' }, { parameter: 'x' }]],
    ['articles?limit=ten', {}, [{ parameter: 'limit', detail: 'Expected a number.' }]],
    ['articles?limit=1&limit=2', {}, [{ parameter: 'limit', detail: 'Expected it once.' }]],
    ['articles?highlights=yes', {}, [{ parameter: 'highlights', detail: 'Expected true or false.' }]],
    ['articles?sort=body', {}, [{ parameter: 'sort' }]],
    ['articles?cursor=x', {}, [{ parameter: 'cursor' }]],
    ['articles?filter=x', {}, [{ parameter: 'filter' }]],
    ['articles?filter[body]=x', {}, [{ parameter: 'filter[body]' }]],
    ['articles?filter[createdAt][gt]=2026-02-30T00:00:00Z', {}, [{ parameter: 'filter[createdAt][gt]' }]],
    ['articles?filter[publishedAt]=maybe', {}, [{ parameter: 'filter[publishedAt]' }]],
    ['articles?filter[title][x]=x&filter[title]=y', {}, [{ parameter: 'filter[title][x]' }]],
    ['articles?filter[title][equals][x]=x', {}, [{ parameter: 'filter[title][equals]' }]],
    ['articles?filter[title=x', {}, [{ parameter: 'filter[title' }]],
    ['articles?filter[title]=a&filter[title][equals]=b', {}, [{ parameter: 'filter[title]' }]],
    ['articles/nonsense', {}, [{ parameter: 'id' }]],
    [`articles/${id}?x=1`, {}, [{ parameter: 'x' }]],
    [`articles/${id}?id=${id}`, {}, [{ parameter: 'id' }]],
    ['users/me?x=1', {}, [{ parameter: 'x' }]],
    ['articles?x=1', { method: 'POST', json: draft }, [{ parameter: 'x' }]],
    [
      'articles',
      { method: 'POST', json: { ...draft, title: '', tags: ['a', 7], 'a/b~c': 1 } },
      [{ pointer: '#/title' }, { pointer: '#/tags/1' }, { pointer: '#/a~1b~0c' }],
    ],
    [
      `articles/${id}`,
      { method: 'PATCH', json: { id, title: 'x' }, headers: { 'if-match': '"v1"' } },
      [{ parameter: 'id' }],
    ],
    [`articles/${id}`, { method: 'PATCH', json: { version: 'x' } }, [{ pointer: '#/version' }]],
  ]
  for (const [path, init, errors] of cases) {
    const problem = problemIn(await call(path, init))
    expect(problem.code, path).toBe('INVALID_INPUT')
    expect(problem.errors, path).toMatchObject(errors)
    expect(problem.errors, path).toHaveLength(errors.length)
  }
})

test('values of a query are what their fields are', async () => {
  const author = await aUser(server)
  const { id, title } = await call(
    'articles',
    { method: 'POST', json: { ...draft, title: `null, ${unique()}` } },
    author.client,
  )
    .then(({ body }) => call(`articles/${body.id}`, {}, author.client))
    .then(({ body }) => ({ id: String(body.id), title: String(body.title) }))
  const found = async (query: string) => {
    const { status, body } = await call(
      `articles?filter[author.username]=${author.me.username}&${query}`,
      {},
      author.client,
    )
    expect(status, query).toBe(200)
    return (body.items as { id: string }[]).length
  }
  expect(await found('filter[publishedAt]=null')).toBe(1)
  expect(await found('filter[publishedAt][not]=null')).toBe(0)
  expect(await found(`filter[title]=${encodeURIComponent(title)}`)).toBe(1)
  // A comma separates entries of the list, and an encoded one belongs to the value.
  expect(await found(`filter[title][in]=${encodeURIComponent(title)}`)).toBe(1)
  expect(await found(`filter[title][in]=${encodeURIComponent(title).replace('%2C', ',')}`)).toBe(0)
  expect(await found(`filter[title][in]=${encodeURIComponent(title)}&filter[title][in]=x`)).toBe(1)
  // As HTTP clients send a list: here a comma belongs to the value, encoded or not.
  const escaped = encodeURIComponent(title)
  for (const value of [escaped, escaped.replace('%2C', ',')]) {
    expect(await found(`filter[title][in][]=${value}&filter[title][in][]=x`)).toBe(1)
    expect(await found(`filter%5Btitle%5D%5Bin%5D%5B%5D=${value}`)).toBe(1)
    expect(await found(`filter[title][in]=x&filter[title][in]=${value}`)).toBe(1)
  }
  expect(
    await found('filter[createdAt][gte]=2020-01-01T00:00:00%2B01:00&filter[createdAt][lt]=2999-01-01T00:00:00Z'),
  ).toBe(1)
  expect(await found('filter[title][contains]=NULL')).toBe(1)
  await call(`articles/${id}`, { method: 'PATCH', json: { tags: ['one', 'two'], version: 1 } }, author.client)
  expect(await found('filter[tags]=one&filter[tags][hasEvery]=two,one')).toBe(1)
  expect(await found('filter[tags]=three')).toBe(0)
})

test('what there is at an address, and what it takes, is said', async () => {
  const { id } = await aDraft(user)
  for (const path of [
    '',
    'nothing',
    'articles/',
    `articles/${id}/nothing`,
    `articles/${id}/publish/x`,
    '../trpc/articles.list',
    'articles/%E0%A4%A',
    'articles/%2e%2e',
  ])
    expect([404, 400], path).toContain(problemIn(await fetchRaw(path)).status)
  const options = await call(`articles/${id}`, { method: 'OPTIONS' })
  expect(options).toMatchObject({ status: 204 })
  expect(options.headers.get('allow')).toBe('GET, HEAD, PATCH, DELETE, OPTIONS')
  expect(options.headers.get('access-control-allow-origin')).toBeNull()
  const put = await call(`articles/${id}`, { method: 'PUT', json: {} })
  expect(problemIn(put).code).toBe('METHOD_NOT_ALLOWED')
  expect(put.headers.get('allow')).toBe('GET, HEAD, PATCH, DELETE, OPTIONS')
  const [head, get] = [await call(`articles/${id}`, { method: 'HEAD' }), await call(`articles/${id}`)]
  expect(head).toMatchObject({ status: 200, body: {} })
  for (const name of ['etag', 'content-type', 'content-length', 'cache-control'])
    expect(head.headers.get(name), name).toBe(get.headers.get(name))
  expect(problemIn(await call('articles', { headers: { accept: 'text/html' } })).code).toBe('NOT_ACCEPTABLE')
  expect(problemIn(await call('articles', { headers: { accept: 'application/json;q=0' } })).code).toBe('NOT_ACCEPTABLE')
  expect((await call('articles', { headers: { accept: 'text/html, application/*;q=0.1' } })).status).toBe(200)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', '']) {
    const answer = await call('articles', { method: 'POST', body: '{}', headers: { 'content-type': type } })
    expect(problemIn(answer).code, type).toBe('UNSUPPORTED_MEDIA_TYPE')
  }
  const { status } = await call(`articles/${id}`, {
    method: 'PATCH',
    body: '{"title":"Merged","version":1}',
    headers: { 'content-type': 'application/merge-patch+json; charset=utf-8' },
  })
  expect(status).toBe(200)
})

/** Sends the path without the changes that fetch makes. */
async function fetchRaw(path: string): Promise<Answer> {
  const { status, headers, text } = await rawRequest(server.url, `/api/v1/${path}`)
  return { status, headers: new Headers(headers as Record<string, string>), body: JSON.parse(text) } // no header occurs twice
}

test('each kind of problem is explained where its type says', async () => {
  const { type } = problemIn(await call('articles/nonsense'))
  const { status, body } = await call(type.slice('/api/v1/'.length))
  expect({ status, body }).toMatchObject({ status: 200, body: { code: 'INVALID_INPUT', status: 400 } })
})

test('walls are those of tRPC: other origins, sizes, who is signed in', async () => {
  const foreign = await call('articles', { method: 'POST', json: draft, headers: { origin: 'https://evil.example' } })
  expect(problemIn(foreign).code).toBe('CROSS_ORIGIN')
  const large = await call('articles', { method: 'POST', json: { ...draft, body: 'x'.repeat(1_600_000) } })
  expect(problemIn(large).code).toBe('TOO_LARGE')
  const anonymous = await call('articles', { method: 'POST', json: draft }, server.client())
  expect(problemIn(anonymous).code).toBe('SIGN_IN_REQUIRED')
  expect(anonymous.headers.get('www-authenticate')).toBe('Bearer')
  const stranger = await aUser(server)
  const { id } = await aDraft(user)
  const answer = await call(`articles/${id}`, { method: 'PATCH', json: { title: 'Mine', version: 1 } }, stranger.client)
  expect(problemIn(answer).code).toBe('NOT_FOUND')
  const guesser = server.client()
  const attempts = await Promise.all(
    Array.from({ length: 20 }, () =>
      call('sessions/sign-in', { method: 'POST', json: { email: user.me.email, password: 'wrong password' } }, guesser),
    ),
  )
  const limited = attempts.find(({ status }) => status === 429)
  expect(limited && problemIn(limited).code).toBe('TOO_MANY_ATTEMPTS')
  expect(Number(limited?.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('one request is one line of the log, and a fault tells the client its id alone', async () => {
  const { headers } = await call(`articles?limit=1`)
  const line = await server.lineOf(headers.get('x-request-id') ?? '')
  expect(line).toMatchObject({ status: 200, procedures: ['articles.list'], actor: `user:${user.me.id}`, sqlCount: 1 })
  await server.rows('alter table tags rename to hidden')
  try {
    const answer = await call('tags')
    expect(problemIn(answer)).toMatchObject({ code: 'INTERNAL', status: 500 })
    expect(JSON.stringify(answer.body)).not.toContain('tags')
    const requestId = answer.headers.get('x-request-id') ?? ''
    expect(await server.lineOf(requestId)).toMatchObject({ status: 500, error: 'INTERNAL' })
    expect(server.log.lines.filter(({ msg, requestId: id }) => msg === 'fault' && id === requestId)).toHaveLength(1)
  } finally {
    await server.rows('alter table hidden rename to tags')
  }
})
