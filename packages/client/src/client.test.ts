import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { anArticle, aProgram, aUser, unique } from '@plinth/api/testing/factories'
import { hold, untilBlocked } from '@plinth/api/testing/held'
import { startTestServer } from '@plinth/api/testing/test-server'
import { afterAll, expect, test } from 'vitest'
import { type Client, type ClientOptions, createClient, isPlinthError, type PlinthError } from './index.ts'
import { openProxy } from './testing/proxy.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const user = await aUser(server)
const program = await aProgram(server, user)
const token = program.headers().authorization?.replace('Bearer ', '') ?? ''

/** A client of the server that records each request. */
function open(
  options: Partial<ClientOptions> = {},
): Client & { readonly requests: { url: string; headers: Headers }[] } {
  const requests: { url: string; headers: Headers }[] = []
  const client = createClient({
    url: server.url,
    token,
    ...options,
    fetch: (url, init) => {
      requests.push({ url: String(url), headers: new Headers(init?.headers) })
      return fetch(url, init)
    },
  })
  return Object.assign(Object.create(client), { requests })
}

const draft = () => ({ title: unique('Title '), description: '', body: '', tags: ['client'] })

/** The error with which a call fails. */
async function failureOf(call: Promise<unknown>): Promise<PlinthError> {
  const failure: unknown = await call.then(
    (answer) => new Error(`Expected a failure, got ${JSON.stringify(answer)}`),
    (error: unknown) => error,
  )
  if (isPlinthError(failure)) return failure
  throw failure
}

/** A server that is not Plinth: it sends the given answers in order. */
async function openStranger(answers: { status: number; headers?: Record<string, string>; body?: string }[]) {
  let requests = 0
  const stranger = createServer((_req, res) => {
    const answer = answers[Math.min(requests++, answers.length - 1)] ?? { status: 500 }
    res.writeHead(answer.status, answer.headers).end(answer.body)
  })
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
  const { port } = stranger.address() as AddressInfo // a listening TCP server has an address of this type
  return {
    url: `http://127.0.0.1:${port}`,
    get requests() {
      return requests
    },
    async [Symbol.asyncDispose]() {
      stranger.closeAllConnections()
      await new Promise((resolve) => stranger.close(resolve))
    },
  }
}

test('a write and a read of it: dates are dates, and null is null', async () => {
  const client = open()
  const given = draft()
  const { id, version } = await client.articles.create.mutate(given)
  const read = await client.articles.get.query({ id })
  expect(read).toMatchObject({ id, title: given.title, tags: ['client'], publishedAt: null, version })
  expect(read.createdAt).toBeInstanceOf(Date)
  await client.articles.publish.mutate({ id, version })
  const since = new Date(read.createdAt.getTime() - 1)
  const { items } = await client.articles.list.query({
    filter: { createdAt: { gt: since }, title: { equals: given.title, not: undefined } },
  })
  expect(items.map((item) => item.id)).toEqual([id])
})

test('calls of one tick go in one request, one alone goes as a plain one', async () => {
  const client = open()
  const [me, tags, nothing] = await Promise.all([
    client.users.me.query(),
    client.tags.list.query({ limit: 3 }),
    failureOf(client.articles.get.query({ slug: unique() })),
  ])
  expect(me?.id).toBe(user.me.id)
  expect(me?.createdAt).toBeInstanceOf(Date)
  expect(tags).toBeInstanceOf(Array)
  expect(nothing).toMatchObject({ code: 'NOT_FOUND', status: 404, path: 'articles.get' })
  expect(client.requests.map(({ url }) => new URL(url).pathname)).toEqual(['/api/trpc/users.me,tags.list,articles.get'])
  await client.users.me.query()
  expect(client.requests[1]?.url).toBe(`${server.url}/api/trpc/users.me`)
  expect(client.requests[1]?.headers.has('trpc-accept')).toBe(false)
})

test('what does not fit in one request goes in several', async () => {
  const client = open({ batch: 4 })
  const many = await Promise.all(Array.from({ length: 9 }, () => client.users.me.query()))
  expect(many.map((me) => me?.id)).toEqual(Array(9).fill(user.me.id))
  expect(client.requests).toHaveLength(3)
  const wide = open()
  const search = 'x'.repeat(190)
  const filter = { tags: { hasEvery: Array<string>(19).fill('y'.repeat(30)) } }
  await Promise.all(Array.from({ length: 8 }, () => wide.articles.list.query({ search, filter })))
  expect(wide.requests.length).toBeGreaterThan(1)
  expect(wide.requests.every(({ url }) => url.length <= 4_000)).toBe(true)
})

test('a fast answer arrives while a slow one of the same batch still waits', async () => {
  const client = open()
  await using lock = await hold(server, 'lock table users in access exclusive mode')
  let isSlowDone = false
  const slow = client.users.get.query({ username: user.me.username }).finally(() => {
    isSlowDone = true
  })
  expect(await client.tags.list.query({ text: unique() })).toEqual([])
  await untilBlocked(server)
  expect(isSlowDone).toBe(false)
  await lock.commit()
  expect((await slow).id).toBe(user.me.id)
  expect(client.requests).toHaveLength(1)
})

test('a write whose answer gets lost is sent again with its key, and happens once', async () => {
  await using proxy = await openProxy(server.url)
  const client = open({ url: proxy.url })
  proxy.loseAnswers(2)
  const given = draft()
  const { id } = await client.articles.create.mutate(given)
  expect(client.requests).toHaveLength(3)
  const keys = client.requests.map(({ headers }) => headers.get('idempotency-key'))
  expect(keys[0]).toMatch(/^[\da-f-]{36}$/)
  expect(new Set(keys).size).toBe(1)
  expect(await server.rows('select id from articles where title = $1', [given.title])).toEqual([{ id }])
})

test('each write has a key of its own, or the one that it is given', async () => {
  const client = open()
  const given = draft()
  const first = await client.articles.create.mutate(given)
  const second = await client.articles.create.mutate(given, { idempotencyKey: unique() })
  expect(second.id).not.toBe(first.id)
  const key = unique()
  const [third, same] = [
    await client.articles.create.mutate(given, { idempotencyKey: key }),
    await client.articles.create.mutate(given, { idempotencyKey: key }),
  ]
  expect(same).toEqual(third)
  const reused = await failureOf(client.articles.create.mutate(draft(), { idempotencyKey: key }))
  expect(isPlinthError(reused, 'IDEMPOTENCY_KEY_REUSED')).toBe(true)
})

test('a write without a token has no key, and is not sent twice', async () => {
  await using proxy = await openProxy(server.url)
  const client = open({ url: proxy.url, token: undefined })
  proxy.loseAnswers(1)
  const account = { name: 'Ada', email: `${unique()}@example.com`, password: unique('correct horse ') }
  server.log.keepSecret(account.password)
  expect(await failureOf(client.users.signUp.mutate(account))).toMatchObject({ code: 'UNREACHABLE', status: 0 })
  expect(client.requests).toHaveLength(1)
  expect(client.requests[0]?.headers.has('idempotency-key')).toBe(false)
})

test('queries are sent again when the connection breaks, alone and in a batch', async () => {
  await using proxy = await openProxy(server.url)
  const client = open({ url: proxy.url })
  proxy.loseAnswers(1)
  expect((await client.users.me.query())?.id).toBe(user.me.id)
  proxy.loseAnswers(1)
  const two = await Promise.all([client.users.me.query(), client.tags.list.query({ text: unique() })])
  expect(two).toMatchObject([{ id: user.me.id }, []])
})

test('it gives up after as many tries as it is told', async () => {
  await using stranger = await openStranger([{ status: 502, body: '<html>' }])
  const failure = await failureOf(createClient({ url: stranger.url, retries: 2 }).users.me.query())
  expect(failure).toMatchObject({ code: 'UNAVAILABLE', status: 502 })
  expect(stranger.requests).toBe(3)
})

test('it waits as long as Retry-After says, and not longer than the call may take', async () => {
  await using stranger = await openStranger([
    { status: 429, headers: { 'retry-after': '1' } },
    { status: 200, body: '{"result":{"data":{"json":null}}}' },
  ])
  const startMs = performance.now()
  expect(await createClient({ url: stranger.url }).users.me.query()).toBe(null)
  expect(performance.now() - startMs).toBeGreaterThan(990)
  await using busy = await openStranger([{ status: 503, headers: { 'retry-after': '3600' } }])
  const failure = await failureOf(createClient({ url: busy.url, timeoutMs: 300 }).users.me.query())
  expect(failure).toMatchObject({ code: 'UNAVAILABLE', status: 503, retryAfterSeconds: 3600 })
  expect(busy.requests).toBe(1)
})

test('refusals are not tried again', async () => {
  const client = open()
  const refused = await failureOf(client.articles.list.query({ limit: 0 }))
  expect(refused).toMatchObject({ code: 'INVALID_INPUT', status: 400, fields: { limit: [expect.any(String)] } })
  expect(await server.lineOf(refused.requestId ?? '')).toMatchObject({ status: 400 })
  if (isPlinthError(refused, 'INVALID_INPUT', 'CONFLICT')) refused.code satisfies 'INVALID_INPUT' | 'CONFLICT'
  const { id } = await anArticle(user)
  const stale = await failureOf(client.articles.update.mutate({ id, version: 99, title: 'Late' }))
  expect(stale).toMatchObject({ code: 'CONFLICT', status: 409, message: expect.stringContaining('changed') })
  expect(client.requests).toHaveLength(2)
})

test('a token that is unknown or has expired is refused, also where none is needed', async () => {
  const unknown = open({ token: 'nobody' })
  const calls = [unknown.users.me.query(), unknown.articles.list.query(), unknown.articles.create.mutate(draft())]
  for (const refused of await Promise.all(calls.map(failureOf)))
    expect(refused).toMatchObject({ code: 'SIGN_IN_REQUIRED', status: 401 })
  const old = await aUser(server)
  const expired = (await aProgram(server, old)).headers().authorization?.replace('Bearer ', '')
  await server.rows(`update sessions set "expiresAt" = now() - interval '1 day' where "userId" = $1`, [old.me.id])
  const client = open({ token: async () => expired })
  expect(await failureOf(client.sessions.list.query())).toMatchObject({ code: 'SIGN_IN_REQUIRED' })
})

test('the token is asked for before each request', async () => {
  const tokens = [token, undefined]
  const client = open({ token: () => tokens.shift() })
  expect((await client.users.me.query())?.id).toBe(user.me.id)
  expect(await client.users.me.query()).toBe(null)
})

test('a signal that has fired already sends nothing; one that fires later ends the call at the server too', async () => {
  const client = open()
  const gone = await failureOf(client.users.me.query(undefined, { signal: AbortSignal.abort() }))
  expect(gone).toMatchObject({ code: 'ABORTED', status: 0, path: 'users.me' })
  expect(client.requests).toHaveLength(0)

  await using lock = await hold(server, 'lock table users in access exclusive mode')
  const controller = new AbortController()
  const { signal } = controller
  const [alone] = [failureOf(client.users.get.query({ username: user.me.username }, { signal }))]
  await untilBlocked(server)
  const write = failureOf(client.users.update.mutate({ version: 1, name: 'Ada' }, { signal }))
  await untilBlocked(server, 2)
  controller.abort()
  expect((await alone).code).toBe('ABORTED')
  expect((await write).code).toBe('ABORTED')
  await lock.commit()
})

test('one call of a batch may leave, and the others get their answers', async () => {
  const client = open()
  await using lock = await hold(server, 'lock table users in access exclusive mode')
  const controller = new AbortController()
  const slow = { username: user.me.username }
  const left = failureOf(client.users.get.query(slow, { signal: controller.signal }))
  const late = failureOf(client.users.get.query(slow, { timeoutMs: 200 }))
  const stays = client.users.get.query(slow)
  await untilBlocked(server)
  controller.abort()
  expect((await left).code).toBe('ABORTED')
  expect(await late).toMatchObject({ code: 'TIMEOUT', status: 0 })
  await lock.commit()
  expect((await stays).id).toBe(user.me.id)
  expect(client.requests).toHaveLength(1)
})

test('what cannot be reached, or is not Plinth, is told as that', async () => {
  const closed = await openStranger([])
  await closed[Symbol.asyncDispose]()
  const failure = await failureOf(createClient({ url: closed.url, retries: 1 }).users.me.query())
  expect(failure).toMatchObject({ code: 'UNREACHABLE', status: 0, cause: expect.any(Error) })
  await using page = await openStranger([{ status: 200, body: '<html>' }])
  const strange = await failureOf(createClient({ url: page.url }).users.me.query())
  expect(strange).toMatchObject({ code: 'UNREACHABLE', status: 200 })
  expect(() => createClient({ url: 'ftp://example.com' })).toThrow(TypeError)
})

test('what is no call says what to do', async () => {
  const client = Object(open())
  expect(() => client.articles.get.subscribe({})).toThrow('no subscriptions yet')
  expect(() => client.articles.get({})).toThrow('.query(…) or .mutate(…)')
  await expect(client.articles.create.mutate({ title: () => 1 })).rejects.toThrow(
    'title holds a value that JSON cannot carry',
  )
})

test('a query whose address would be too long is sent as a POST', async () => {
  const client = open()
  const filter = { title: { in: Array.from({ length: 100 }, (_, nth) => `${'long '.repeat(40)}${nth}`) } }
  expect((await client.articles.list.query({ filter })).items).toEqual([])
  expect(client.requests).toHaveLength(1)
  expect(client.requests[0]?.url.length).toBeLessThan(200)
})

test('a fetch whose answers have no stream, as in React Native, gets single calls and batches', async () => {
  const { id } = await anArticle(user)
  const client = createClient({
    url: server.url,
    token,
    fetch: async (url, init) => {
      const response = await fetch(url, init)
      const text = await response.text()
      const { ok, status, headers } = response
      return { ok, status, headers, body: null, text: async () => text }
    },
  })
  expect((await client.articles.get.query({ id })).id).toBe(id)
  const [one, other] = await Promise.all([
    client.articles.get.query({ id }),
    failureOf(client.articles.get.query({ id: crypto.randomUUID() })),
  ])
  expect([one.id, other.code]).toEqual([id, 'NOT_FOUND'])
})

test('an input that cannot be sent fails with its field, before a request is made', async () => {
  const client = open()
  const circular: Record<string, unknown> = {}
  circular.self = circular
  for (const value of [new Date(Number.NaN), () => 1, new Map(), circular]) {
    const filter = { createdAt: { gt: value as Date } } // no type allows this
    const { code, fields } = await failureOf(client.articles.list.query({ filter }))
    expect(code).toBe('INVALID_INPUT')
    expect(Object.keys(fields ?? {})).toEqual([expect.stringMatching(/^filter\.createdAt/)])
  }
  expect(client.requests).toEqual([])
})
