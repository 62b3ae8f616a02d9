import { testProxyToken } from '@plinth/api/testing/backend-server'
import { aDraft, anArticle, aUser, unique } from '@plinth/api/testing/factories'
import { startTestServer } from '@plinth/api/testing/test-server'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { startConduit } from '../server.ts'
import { openCall } from '../testing/call.ts'
import { openRecorder } from '../testing/recorder.ts'
import { answers } from '../testing/schemas.ts'

const missing = [401, { token: ['is missing'] }]

const anArticleOf = (username: string) => ({
  body: { article: { title: unique(`By ${username} `), description: 'About', body: 'Text' } },
})

test("Plinth's cookie means nothing to Conduit, and does not come back to Plinth", async () => {
  await using plinth = await startTestServer()
  await using recorder = await openRecorder(plinth.url)
  await using conduit = await startConduit({
    plinth: { url: recorder.url, proxyToken: testProxyToken },
    port: 0,
    host: '127.0.0.1',
    logger: pino({ level: 'silent' }),
  })
  // Cookies ignore ports: if both run on one host name, a browser sends Plinth's cookies to Conduit.
  const owner = await aUser(plinth)
  const article = await anArticle(owner)
  await owner.api.articles.favorite.mutate({ id: article.id })
  const draft = await aDraft(owner)
  const token = owner.client.token ?? ''
  const names = ['plinth-session', '__Host-plinth-session', 'next-auth.session-token']
  const headers = { cookie: names.map((name) => `${name}=${token}`).join('; ') }
  const setCookies: string[] = []
  const call: ReturnType<typeof openCall> = async (request, options) => {
    const answer = await openCall(conduit.url)(request, { ...options, headers })
    setCookies.push(...answer.headers.getSetCookie())
    return answer
  }

  for (const request of ['GET /user', 'GET /articles/feed', `DELETE /articles/${article.slug}`])
    expect((await call(request)).refusal).toEqual(missing)
  expect((await call('POST /articles', anArticleOf('nobody'))).refusal).toEqual(missing)
  expect((await call(`GET /articles/${draft.slug}`)).status).toBe(404)
  const read = answers.article.parse((await call(`GET /articles/${article.slug}`)).json)
  expect(read.article).toMatchObject({ favorited: false, favoritesCount: 1 })
  expect((await call('GET /tags')).status).toBe(200)

  const account = { username: unique('p'), email: `${unique()}@example.com`, password: unique('correct horse ') }
  plinth.log.keepSecret(account.password)
  const signedUp = await call('POST /users', { body: { user: account } })
  const signedIn = await call('POST /users/login', { body: { user: account } })
  for (const { json } of [signedUp, signedIn]) {
    const other = answers.user.parse(json).user
    expect((await call('GET /user', { token: other.token })).json).toMatchObject({
      user: { username: account.username },
    })
    const made = await call('POST /articles', { token: other.token, ...anArticleOf(account.username) })
    expect(made.json).toMatchObject({ article: { author: { username: account.username } } })
  }

  expect(recorder.requests.length).toBeGreaterThan(8)
  expect(recorder.requests.filter(({ cookie }) => cookie !== undefined)).toEqual([])
  expect(setCookies).toEqual([])
})
