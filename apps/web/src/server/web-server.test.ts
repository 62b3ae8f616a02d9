import type { IncomingMessage, ServerResponse } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { newSetupToken } from '@plinth/api/identity/setup-link'
import type { LogLine } from '@plinth/api/testing/captured-log'
import { failureOf, outcomeOf } from '@plinth/api/testing/failure'
import { rawRequest } from '@plinth/api/testing/raw-request'
import { connect, type TestClient } from '@plinth/api/testing/test-client'
import { until } from '@plinth/api/testing/until'
import { createPool } from '@plinth/db/pool'
import { createTestDatabase } from '@plinth/db/testing/create-test-database'
import { openDatabaseProxy } from '@plinth/db/testing/database-proxy'
import { afterAll, expect, test } from 'vitest'
import { type Given, startWebOn } from './testing/start-web.ts'

const { url: databaseUrl, drop } = await createTestDatabase()
afterAll(drop)

const startWeb = (given: Given = {}) => startWebOn(databaseUrl, given)

const web = await startWeb({ page: pages })
web.start()
afterAll(() => web[Symbol.asyncDispose]())

async function pages(req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.url === '/breaks') throw new Error('the page broke')
  res.setHeader('content-type', 'text/html')
  res.end(`${req.headers['x-nonce']} ${req.headers['x-request-id']} ${req.headers['content-security-policy']}`)
}

const lineOf = (requestId: string | null): Promise<LogLine> =>
  until('the line', () => web.log.lines.find((line) => line.msg === 'request' && line.requestId === requestId))

async function signUp(client: TestClient, password = `secret ${crypto.randomUUID()}`) {
  const me = await client.api.users.signUp.mutate({
    name: 'Ada',
    email: `${crypto.randomUUID()}@example.com`,
    password,
  })
  return { me, password }
}

const everywhere = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
}

test('every answer has its request id and the security headers', async () => {
  const ids = new Set<unknown>()
  for (const path of [
    '/',
    '/breaks',
    '/api/trpc/tags.list',
    '/api/trpc/nothing',
    '/healthz',
    '/readyz',
    '/api/trpc/%',
  ]) {
    const { headers } = await rawRequest(web.url, path, { headers: { 'x-request-id': 'mine' } })
    expect(headers, path).toMatchObject(everywhere)
    expect(headers['strict-transport-security']).toBeUndefined()
    expect(headers['x-powered-by']).toBeUndefined()
    ids.add(headers['x-request-id'])
  }
  expect(ids.size).toBe(7)
  expect(ids).not.toContain('mine')
})

test('REST is answered before the pages, with the headers of data', async () => {
  const { status, headers, text } = await rawRequest(web.url, '/api/v1/tags?limit=1')
  expect({ status, text }).toEqual({ status: 200, text: '[]' })
  expect(headers).toMatchObject({ ...everywhere, 'cache-control': 'private, no-cache' })
  expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'")
  expect(await lineOf(String(headers['x-request-id']))).toMatchObject({
    path: '/api/v1/tags',
    procedures: ['tags.list'],
  })
  const nothing = await rawRequest(web.url, '/api/v1')
  expect([nothing.status, nothing.headers['content-type']]).toEqual([404, 'application/problem+json'])
  expect(nothing.headers['cache-control']).toBe('no-store')
})

test('the API reference and its script come from here, under the policy of pages', async () => {
  const page = await rawRequest(web.url, '/reference')
  const nonce = /'nonce-([^']+)'/.exec(String(page.headers['content-security-policy']))?.[1]
  expect(page.status).toBe(200)
  expect(page.text).toContain(`content="${nonce}"`)
  expect(page.text.match(/<script/g)).toHaveLength(1)
  expect(page.text).not.toMatch(/https?:/)
  const script = await rawRequest(web.url, '/reference/scalar.js', { headers: { 'accept-encoding': 'gzip, br' } })
  expect(script.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': 'text/javascript; charset=utf-8' })
  expect(gunzipSync(script.bytes).toString()).toContain('createApiReference')
  const again = { headers: { 'if-none-match': String(script.headers.etag) } }
  expect((await rawRequest(web.url, '/reference/scalar.js', again)).status).toBe(304)
  expect((await rawRequest(web.url, '/reference', { method: 'POST' })).status).toBe(405)
})

test('an answer with data may load nothing and be kept by no cache', async () => {
  const { headers } = await rawRequest(web.url, '/api/trpc/tags.list')
  expect(headers).toMatchObject({
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
  })
})

test('a page has a policy with a nonce of its own, which the page is told and nobody else can set', async () => {
  const nonces = new Set<string>()
  for (let nth = 0; nth < 3; nth++) {
    const { headers, text } = await rawRequest(web.url, '/?x', { headers: { 'x-nonce': 'guessed' } })
    const policy = String(headers['content-security-policy'])
    const [nonce = '', requestId, ...told] = text.split(' ')
    expect(policy).toContain(`script-src 'self' 'nonce-${nonce}' 'strict-dynamic';`)
    expect(policy).toContain(`style-src-elem 'self' 'nonce-${nonce}';`)
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/)
    for (const part of ["object-src 'none'", "base-uri 'self'", "form-action 'self'", "frame-ancestors 'none'"]) {
      expect(policy).toContain(part)
    }
    expect(Buffer.from(nonce, 'base64')).toHaveLength(16)
    expect(told.join(' ')).toBe(policy)
    expect(requestId).toBe(headers['x-request-id'])
    nonces.add(nonce)
  }
  expect(nonces.size).toBe(3)
})

test('over https the browser is told to stay there, and the cookie is for https alone', async () => {
  await using secure = await startWeb({ isSecure: true })
  secure.start()
  const client = connect(secure.url)
  const response = await client.fetch('/')
  expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
  await signUp(client)
  expect(client.setCookies[0]).toMatch(/^__Host-plinth-session=.*; Secure$/)
})

test('a page that breaks answers 500 with the request id, and the log has the cause', async () => {
  const response = await fetch(`${web.url}/breaks`)
  const requestId = response.headers.get('x-request-id')
  expect([response.status, await response.text()]).toEqual([500, `Something went wrong. Request id: ${requestId}\n`])
  expect((await lineOf(requestId)).status).toBe(500)
  const fault = web.log.lines.find(({ msg, requestId: id }) => msg === 'fault' && id === requestId)
  expect(fault?.err).toMatchObject({ type: 'Error', message: 'the page broke' })
})

test('each request leaves one line: who, what, how long and what it cost in SQL', async () => {
  const client = connect(web.url)
  const { me } = await signUp(client)
  const input = { 0: { json: {} }, 1: { json: {} }, 2: { json: { username: 'nobody' } } }
  const path = '/api/trpc/articles.list,tags.list,users.get'
  const response = await client.fetch(`${path}?batch=1&input=${encodeURIComponent(JSON.stringify(input))}`)
  await response.text()
  const requestId = response.headers.get('x-request-id')
  const line = await lineOf(requestId)
  expect(line).toEqual({
    level: 'info',
    time: expect.any(String),
    msg: 'request',
    requestId,
    method: 'GET',
    path,
    status: 207,
    ms: expect.any(Number),
    actor: `user:${me.id}`,
    procedures: ['articles.list', 'tags.list', 'users.get'],
    sqlCount: 4,
    sqlMs: expect.any(Number),
    error: 'NOT_FOUND',
  })
  expect(line.sqlMs).toBeGreaterThan(0)
  const page = await fetch(`${web.url}/setup?token=abc`)
  expect(await lineOf(page.headers.get('x-request-id'))).toMatchObject({
    path: '/setup',
    status: 200,
    actor: 'anonymous',
  })
  for (const id of [requestId, page.headers.get('x-request-id')]) {
    expect(web.log.lines.filter((each) => each.msg === 'request' && each.requestId === id)).toHaveLength(1)
  }
})

test('no line holds a password, a token, a cookie or a hash, whatever goes wrong', async () => {
  await using own = await startOnOwnDatabase()
  const { log, backend, url, pool } = own
  const keepSecret = log.keepSecret
  const client = connect(url, { keepSecret })
  const password = `hunter2 ${crypto.randomUUID()}`
  keepSecret(password)
  const setupToken = (await newSetupToken(backend.database.open())) ?? ''
  keepSecret(setupToken)
  await fetch(`${url}/setup?token=${setupToken}`, { headers: client.headers() })
  const account = { name: 'First', email: 'first@example.com', password }
  await client.api.users.setUp.mutate({ token: setupToken, ...account })
  const { token } = await client.api.sessions.createToken.mutate({ name: 'program', expiresInDays: 1 })
  keepSecret(token)
  const program = connect(url, { bearer: token })
  const newPassword = `correct horse ${crypto.randomUUID()}`
  keepSecret(newPassword)

  const everything = async () => {
    const ways = [
      () => client.api.users.me.query(),
      () => client.api.sessions.list.query(),
      () => program.api.users.me.query(),
      () => program.api.sessions.revokeAll.mutate(),
      () => client.api.users.signUp.mutate(account),
      () => client.api.users.signUp.mutate({ ...account, email: `${crypto.randomUUID()}@example.com` }),
      () => client.api.users.setUp.mutate({ token: setupToken, ...account }),
      () => client.copy().api.sessions.signIn.mutate({ email: account.email, password }),
      () => client.api.sessions.signIn.mutate({ email: account.email, password: newPassword }),
      () =>
        client.api.sessions.createToken
          .mutate({ name: password, expiresInDays: 1 })
          .then((made) => keepSecret(made.token)),
      () => client.api.users.changePassword.mutate({ currentPassword: newPassword, newPassword }),
      () => client.api.users.changePassword.mutate({ currentPassword: password, newPassword: 'short' }),
      () => client.api.users.get.query({ username: password.slice(0, 30) }),
      () => client.api.articles.create.mutate({ title: password, description: '', body: newPassword, tags: [] }),
    ]
    for (const way of ways) await outcomeOf(way())
    await fetch(`${url}/api/trpc/users.signUp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"json":{"password":"${password}"`,
    })
    await fetch(`${url}/api/trpc/users.signUp?token=${token}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `"${password}"`,
    })
  }
  await everything()
  const before = log.lines.length
  // The same with a database that refuses every row, with one that fails inside a transaction, and without one.
  for (const table of ['events', 'sessions', 'users', 'passwords']) {
    await pool.query(`alter table ${table} add constraint refused check (false) not valid`)
    await everything()
    await pool.query(`alter table ${table} drop constraint refused`)
  }
  await pool.query('alter table passwords rename to hidden')
  await everything()
  await pool.query('alter table hidden rename to passwords')
  expect(log.lines.slice(before).filter(({ msg }) => msg === 'fault').length).toBeGreaterThan(10)

  const hashes = await pool.query<{ hash: string }>(
    `select "tokenHash" as hash from sessions union all select hash from passwords union all select "tokenHash" from one_time_tokens`,
  )
  expect(hashes.rowCount).toBeGreaterThan(2)
  for (const { hash } of hashes.rows) keepSecret(hash)
  log.assertNoSecrets()
})

async function startOnOwnDatabase() {
  await using parts = new AsyncDisposableStack()
  const database = await createTestDatabase()
  parts.defer(() => database.drop())
  const own = parts.use(await startWeb({ url: database.url }))
  const pool = parts.adopt(createPool({ url: database.ownerUrl }), (opened) => opened.end())
  own.start()
  const running = parts.move()
  return { ...own, pool, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

test('the program deletes expired rows by itself, and stops doing so before it closes the database', async () => {
  const swept = async ({ database }: typeof web.backend) => {
    await database.pool.query(
      `insert into sign_in_limits ("key", "failures", "blockedUntil") values ('expired', 1, now() - interval '2 hours')`,
    )
    const find = () => database.pool.query(`select from sign_in_limits where key = 'expired'`)
    await until('the sweep', async () => (await find()).rowCount === 0)
  }
  const first = await startWeb({ sweepEveryMs: 1 })
  await swept(first.backend)
  await first[Symbol.asyncDispose]()
  // While another process sweeps, the first has had time to fail.
  await using second = await startWeb({ sweepEveryMs: 1 })
  await swept(second.backend)
  expect(first.log.lines.filter(({ level }) => level !== 'info')).toEqual([])
})

test('health answers as soon as the server listens, everything else when it is open', async () => {
  await using starting = await startWeb()
  const get = async (path: string) => (await fetch(starting.url + path)).status
  expect([await get('/healthz'), await get('/readyz'), await get('/'), await get('/api/trpc/users.me')]).toEqual([
    200, 503, 503, 503,
  ])
  starting.start()
  expect([await get('/healthz'), await get('/readyz'), await get('/'), await get('/api/trpc/users.me')]).toEqual([
    200, 200, 200, 200,
  ])
  expect(await (await fetch(`${starting.url}/readyz`)).json()).toEqual({
    status: 'ok',
    database: 'ok',
    migrations: 'ok',
  })
})

test('while its database is out of reach the server is healthy and not ready, and recovers by itself', async () => {
  await using proxy = await openDatabaseProxy(databaseUrl)
  await using own = await startWeb({ url: proxy.url })
  own.start()
  const client = connect(own.url)
  const { me } = await signUp(client)
  await proxy.cut()
  const readiness = await fetch(`${own.url}/readyz`)
  expect(readiness.status).toBe(503)
  expect(await readiness.json()).toEqual({ status: 'failed', database: 'failed', migrations: 'ok' })
  expect((await fetch(`${own.url}/healthz`)).status).toBe(200)
  const calls = [
    () => client.api.users.me.query(),
    () => client.api.articles.list.query({}),
    () => client.api.articles.create.mutate({ title: 't', description: '', body: '', tags: [] }),
    () => client.api.sessions.signIn.mutate({ email: 'a@example.com', password: 'some password' }),
    () => client.api.users.signUp.mutate({ name: 'A', email: 'a@example.com', password: 'some password' }),
  ]
  for (const call of calls) expect(await failureOf(call())).toMatchObject({ code: 'UNAVAILABLE', httpStatus: 503 })
  await proxy.restore()
  expect((await fetch(`${own.url}/readyz`)).status).toBe(200)
  expect(await client.api.users.me.query()).toEqual(me)
})

test('a server that stops answers the request under way, takes no new one, and ends', async () => {
  await using stopping = await startWeb()
  stopping.start()
  const { pool } = stopping.backend.database
  const lock = await pool.connect()
  const answer = await lock
    .query('begin; lock table tags in access exclusive mode')
    .then(async () => {
      const sent = fetch(`${stopping.url}/api/trpc/tags.list?input=${encodeURIComponent('{"json":{}}')}`)
      await until('the blocked request', async () => {
        const blocked = await pool.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
        return blocked.rowCount === 1
      })
      const ended = stopping.drain({ idleMs: 10, patienceMs: 30_000 })
      await expect(rawRequest(stopping.url, '/healthz')).rejects.toThrow('ECONNREFUSED')
      return { sent, ended }
    })
    .finally(() => lock.query('rollback').then(() => lock.release()))
  const response = await answer.sent
  expect(response.status).toBe(200)
  await response.text()
  await answer.ended
  expect(stopping.server.listening).toBe(false)
})
