import { createTRPCClient, httpBatchLink, httpBatchStreamLink } from '@trpc/client'
import superjson from 'superjson'
import { afterAll, expect, test } from 'vitest'
import type { AppRouter } from '../router.ts'
import { anArticle, aUser, unique } from '../testing/factories.ts'
import { outcomeOf } from '../testing/failure.ts'
import { hold, untilBlocked } from '../testing/held.ts'
import type { TestClient } from '../testing/test-client.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const user = await aUser(server)

/** A client that sends simultaneous calls in one request; `requests` lists the requests. */
function batching(link: typeof httpBatchLink | typeof httpBatchStreamLink, client: TestClient = user.client) {
  const requests: string[] = []
  const api = createTRPCClient<AppRouter>({
    links: [
      link({
        url: `${server.url}/api/trpc`,
        transformer: superjson,
        fetch: async (path, init) => {
          const response = await client.fetch(String(path), init as RequestInit) // made by tRPC for fetch
          requests.push(response.headers.get('x-request-id') ?? '')
          return response
        },
      }),
    ],
  })
  return { api, requests }
}

test('a batch answers each call in its place, failures included, under one request id', async () => {
  const articles = [await anArticle(user), await anArticle(user)]
  const { api, requests } = batching(httpBatchLink)
  const answers = await Promise.allSettled([
    api.articles.get.query({ slug: articles[0]?.slug ?? '' }),
    api.articles.get.query({ slug: unique() }),
    api.users.me.query(),
    api.articles.list.query({ limit: 0 }),
    api.articles.get.query({ slug: articles[1]?.slug ?? '' }),
  ])
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'])
  expect(answers[0]).toMatchObject({ value: { id: articles[0]?.id, createdAt: expect.any(Date) } })
  expect(answers[1]).toMatchObject({
    reason: { data: { code: 'NOT_FOUND', path: 'articles.get', requestId: requests[0] } },
  })
  expect(answers[2]).toMatchObject({ value: { id: user.me.id } })
  expect(answers[3]).toMatchObject({
    reason: { data: { code: 'INVALID_INPUT', fields: { limit: [expect.any(String)] } } },
  })
  expect(answers[4]).toMatchObject({ value: { id: articles[1]?.id } })
  expect(requests).toHaveLength(1)
  const line = await server.lineOf(requests[0] ?? '')
  expect(line.procedures).toEqual(['articles.get', 'articles.get', 'users.me', 'articles.list', 'articles.get'])
  expect(line.status).toBe(207)
})

test('the session is looked up once for a batch', async () => {
  const fresh = (await aUser(server)).client
  const { api, requests } = batching(httpBatchLink, fresh)
  await Promise.all([api.users.me.query(), api.sessions.list.query(), api.users.me.query(), api.users.me.query()])
  expect((await server.lineOf(requests[0] ?? '')).sqlCount).toBe(2)
})

test('writes in a batch each take effect or not by themselves', async () => {
  const { id, version } = await anArticle(user)
  const { api } = batching(httpBatchLink)
  const outcomes = await Promise.all(
    [version, version + 7].map((given) => outcomeOf(api.articles.unpublish.mutate({ id, version: given }))),
  )
  expect(outcomes).toEqual(['OK', 'CONFLICT'])
})

for (const encoding of ['gzip, deflate, br', 'identity']) {
  test(`in a stream (${encoding}) a fast call arrives while a slow one still waits`, async () => {
    const { slug } = await anArticle(user, { body: 'b'.repeat(100_000) })
    const client = user.client.copy()
    const { api, requests } = batching(httpBatchStreamLink, {
      ...client,
      fetch: (path, init) =>
        client.fetch(path, { ...init, headers: { ...init?.headers, 'accept-encoding': encoding } }),
    })
    await using lock = await hold(server, 'lock table users in access exclusive mode')
    let isSlowDone = false
    const slow = api.users.get.query({ username: user.me.username }).finally(() => (isSlowDone = true))
    const fast = [api.tags.list.query({}), outcomeOf(api.articles.list.query({ limit: 0 }))]
    expect(await Promise.all(fast)).toEqual([[], 'INVALID_INPUT'])
    await untilBlocked(server)
    expect(isSlowDone).toBe(false)
    await lock.commit()
    expect((await slow).id).toBe(user.me.id)
    expect(requests).toHaveLength(1)

    const large = await api.articles.get.query({ slug })
    expect(large).toMatchObject({ body: 'b'.repeat(100_000), createdAt: expect.any(Date) })
  })
}

test('signing in in a stream, whose head has been sent, is a fault and changes nothing', async () => {
  const anonymous = server.client()
  const { api } = batching(httpBatchStreamLink, anonymous)
  const before = await server.rows('select id from sessions order by id')
  const outcome = await outcomeOf(api.sessions.signIn.mutate({ email: user.me.email, password: user.password }))
  expect(outcome).toBe('INTERNAL')
  expect(await server.rows('select id from sessions order by id')).toEqual(before)
  expect(anonymous.setCookies).toEqual([])
})

test('a new password in a stream is answered as what it is, though the browser cannot be remembered with it', async () => {
  const { client, me } = await aUser(server)
  const { api } = batching(httpBatchStreamLink, client)
  const newPassword = unique('a new password ')
  server.log.keepSecret(newPassword)
  const sent = client.setCookies.length
  expect(await outcomeOf(api.users.changePassword.mutate({ newPassword }))).toBe('OK')
  expect(client.setCookies).toHaveLength(sent)
  const again = server.client().api.sessions.signIn.mutate({ email: me.email, password: newPassword })
  expect(await outcomeOf(again)).toBe('OK')
})

test('a client that leaves a stream harms nobody', async () => {
  await using lock = await hold(server, 'lock table users in access exclusive mode')
  const controller = new AbortController()
  const { api } = batching(httpBatchStreamLink)
  const left = api.users.get.query({ username: user.me.username }, { signal: controller.signal })
  await untilBlocked(server)
  controller.abort()
  await expect(left).rejects.toThrow()
  await lock.commit()
  expect((await user.api.users.get.query({ username: user.me.username })).id).toBe(user.me.id)
  expect(server.log.lines.filter(({ msg, procedure }) => msg === 'fault' && procedure !== 'sessions.signIn')).toEqual(
    [],
  )
})
