import { once } from 'node:events'
import { connect as connectTo } from 'node:net'
import { hostname as osHostname } from 'node:os'
import { type RawRequest, rawRequest } from '@plinth/api/testing/raw-request'
import { createTestDatabase } from '@plinth/db/testing/create-test-database'
import { afterAll, expect, test } from 'vitest'
import { hostCheck } from './hosts.ts'
import { startWebOn } from './testing/start-web.ts'

const { url: databaseUrl, drop } = await createTestDatabase()
afterAll(drop)
const web = await startWebOn(databaseUrl)
web.start()
afterAll(() => web[Symbol.asyncDispose]())

test('a request under a name that is not ours is refused, so that DNS rebinding reaches nothing', async () => {
  const { hostname, port } = new URL(web.url)
  const ask = (host: string, path = '/api/trpc/users.me') => rawRequest(web.url, path, { headers: { host } })
  for (const host of [
    'evil.test',
    `evil.test:${port}`,
    'localhost.evil.test',
    '127.0.0.1.evil.test',
    '[evil',
    'user@localhost',
  ]) {
    for (const path of ['/', '/api/trpc/users.me', '/api/v1/openapi.json', '/reference'])
      expect((await ask(host, path)).status, `${host} ${path}`).toBe(421)
    expect((await ask(host, '/healthz')).status).toBe(200)
  }
  expect((await ask('evil.test')).text).toContain('ALLOWED_HOSTS')
  for (const host of [
    `${hostname}:${port}`,
    'localhost',
    'LOCALHOST.',
    'app.localhost',
    '[::1]:3000',
    '192.168.1.7:80',
    osHostname(),
  ])
    expect((await ask(host)).status, host).toBe(200)
})

test('names of the settings are allowed', () => {
  const isKnown = hostCheck({ publicUrl: 'https://app.example.com', allowed: ['Plinth.internal'] })
  expect([isKnown('app.example.com'), isKnown('plinth.internal:8080'), isKnown('example.com')]).toEqual([
    true,
    true,
    false,
  ])
  expect(hostCheck({ allowed: ['*'] })('anything.test')).toBe(true)
})

test('a request to upgrade leaves no socket that outlives a stop, and is answered like any other', async () => {
  await using stopping = await startWebOn(databaseUrl)
  stopping.start()
  await fetch(`${stopping.url}/`)
  const headers = { connection: 'Upgrade', upgrade: 'websocket' }
  for (const path of ['/api/v1/articles', '/', '/_next/hmr'])
    expect((await rawRequest(stopping.url, path, { headers })).status, path).toBe(200)
  const { port } = new URL(stopping.url)
  const half = connectTo({ port: Number(port), host: '127.0.0.1' })
  half.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n')
  await once(half, 'connect')
  const ended = once(half.resume(), 'close')
  await stopping.drain({ idleMs: 10, patienceMs: 200 })
  await ended
})

/** A server whose pages record their addresses in `asked`. */
async function startPages(asked: (string | undefined)[]) {
  const own = await startWebOn(databaseUrl, {
    page: async (req, res) => {
      asked.push(req.url)
      res.end('a page')
    },
  })
  own.start()
  return own
}

test('a path whose escapes are no text goes to a page that does not exist', async () => {
  const asked: (string | undefined)[] = []
  await using own = await startPages(asked)
  for (const path of ['/articles/%ED%A0%80', '/authors/%', '/articles/%00?_rsc=1', 'http://evil.test/x', '/a%20b?x=%'])
    await rawRequest(own.url, path)
  await rawRequest(own.url, '*', { method: 'OPTIONS' })
  expect(asked).toEqual(['/404', '/404', '/404', '/404', '/a%20b?x=%', '/404'])
  for (const path of ['/', '/api/trpc/users.me', '/api/v1/articles'])
    expect((await rawRequest(own.url, path, { method: 'TRACE' })).status, path).toBe(405)
})

test('what node:http cannot read is answered with a problem', async () => {
  const long = await rawRequest(web.url, `/api/v1/articles?search=${'x'.repeat(20_000)}`)
  expect([long.status, JSON.parse(long.text).code]).toEqual([431, 'INVALID_INPUT'])
  expect(long.text).toContain('too long')
  const { port } = new URL(web.url)
  const socket = connectTo({ port: Number(port), host: '127.0.0.1' })
  let answer = ''
  socket.on('data', (part) => (answer += part))
  const closed = once(socket, 'close')
  socket.write('NOT HTTP AT ALL\r\n\r\n')
  await closed
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*"code":"INVALID_INPUT"/)
})

test('a page is read, and what NextAuth takes is no larger than a form and says its length', async () => {
  const asked: (string | undefined)[] = []
  await using own = await startPages(asked)
  const post = (request: RawRequest) => rawRequest(own.url, '/api/auth/signout', { method: 'POST', ...request })
  expect((await post({ body: 'x'.repeat(300_000) })).status).toBe(413)
  expect((await post({ chunks: ['x'] })).status).toBe(411)
  // Next would decode the arguments of a server action, and log what it cannot decode.
  const action = { 'next-action': '00'.repeat(20), 'content-type': 'text/plain' }
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
    for (const path of ['/', '/articles/x?_rsc=1', '//api/auth/x', '/api/../', '/api/%2e%2e/data/articles']) {
      const { status, headers } = await rawRequest(own.url, path, { method, headers: action, body: '["$F1"]' })
      expect([status, headers.allow], `${method} ${path}`).toEqual([405, 'GET, HEAD'])
    }
  expect(asked).toEqual([])
  expect((await post({ body: 'csrfToken=x' })).status).toBe(200)
  expect(asked).toHaveLength(1)
})

test('however many ask whether the server is ready, one look at a time is under way, and a good answer serves for a moment', async () => {
  await using own = await startWebOn(databaseUrl)
  const looks = { underWay: 0, most: 0, all: 0, isReady: false }
  own.start({
    database: async () => {
      looks.all++
      looks.most = Math.max(looks.most, ++looks.underWay)
      await own.backend.database.pool.query('select 1')
      looks.underWay--
      return looks.isReady
    },
  })
  const ask = async () => (await fetch(`${own.url}/readyz`)).status
  const askedAtOnce = () => Promise.all(Array.from({ length: 50 }, ask))
  expect(new Set(await askedAtOnce())).toEqual(new Set([503]))
  // A part that was not ready is checked again.
  looks.isReady = true
  expect(await ask()).toBe(200)
  const before = looks.all
  expect(new Set(await askedAtOnce())).toEqual(new Set([200]))
  expect(looks.all - before).toBeLessThanOrEqual(1)
  expect(looks.most).toBe(1)
})
