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
