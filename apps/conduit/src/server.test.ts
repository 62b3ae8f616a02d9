import { connect } from 'node:net'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { startConduit } from './server.ts'

test('pages are everywhere but under /api, and read from it', async () => {
  await using conduit = await startConduit({
    plinth: { url: 'http://127.0.0.1:9' },
    port: 0,
    host: '127.0.0.1',
    logger: pino({ level: 'silent' }),
    site: async (api) => async (request) => {
      const { pathname } = new URL(request.url)
      const { status } = await api(new Request(new URL('/api/nothing', request.url)))
      return new Response(`page ${pathname}, api ${status}`)
    },
  })
  for (const path of ['/', '/apis', '/article/x'])
    expect(await (await fetch(conduit.url + path)).text()).toBe(`page ${path}, api 404`)
  for (const path of ['/api', '/api/', '/api/nothing', '/api/articles/a/b/c']) {
    const answer = await fetch(conduit.url + path)
    expect([answer.status, await answer.json()]).toEqual([404, { errors: { path: ['not found'] } }])
  }
})

test('a port that is taken is an error', async () => {
  const options = { plinth: { url: 'http://127.0.0.1:9' }, host: '127.0.0.1', logger: pino({ level: 'silent' }) }
  await using first = await startConduit({ ...options, port: 0 })
  await expect(startConduit({ ...options, port: Number(new URL(first.url).port) })).rejects.toThrow('EADDRINUSE')
})

test('an answer that nobody reads is cut, and one that takes long to make is not', async () => {
  const answerStallMs = 200
  const asked = Promise.withResolvers<void>()
  await using conduit = await startConduit({
    plinth: { url: 'http://127.0.0.1:9' },
    port: 0,
    host: '127.0.0.1',
    logger: pino({ level: 'silent' }),
    answerStallMs,
    site: async () => async (request) => {
      if (new URL(request.url).pathname === '/late') {
        await new Promise((resolve) => setTimeout(resolve, answerStallMs * 5))
        return new Response('late')
      }
      asked.resolve()
      return new Response(new Uint8Array(20_000_000))
    },
  })
  const { hostname, port } = new URL(conduit.url)
  const client = connect(Number(port), hostname).on('error', () => undefined)
  client.pause().write('GET /large HTTP/1.1\r\nhost: localhost\r\n\r\n')
  await asked.promise
  expect(await (await fetch(`${conduit.url}/late`)).text()).toBe('late')
  // Reading begins after the connection was cut: the rest of the answer never arrives.
  let bytes = 0
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
  client.on('data', (part) => (bytes += part.length)).resume()
  await closed
  expect(bytes).toBeLessThan(20_000_000)
})
