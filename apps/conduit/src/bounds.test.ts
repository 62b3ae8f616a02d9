import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { until } from '@plinth/api/testing/until'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { startConduit } from './server.ts'

const bytes = 1_400_000
const part = Buffer.alloc(bytes - 1, ' ')

const options = {
  // No Plinth runs: a request that is let in gets 503.
  plinth: { url: 'http://127.0.0.1:9' },
  port: 0,
  host: '127.0.0.1',
  proxies: 1,
  logger: pino({ level: 'silent' }),
}

test('bodies of one network take so much memory and no more', async () => {
  await using conduit = await startConduit(options)
  const requests: ClientRequest[] = []
  const answers: IncomingMessage[] = []
  const refused = Promise.withResolvers<void>()
  // Bodies that lack their last byte; 17 of them fit into the room of a network.
  const flood = async (address: string, count: number) => {
    for (let nth = 0; nth < count; nth++) {
      const headers = { 'content-type': 'application/json', 'content-length': bytes, 'x-forwarded-for': address }
      const sent = request(`${conduit.url}/api/users`, { method: 'POST', headers, agent: false })
      sent
        .on('error', () => undefined)
        .on('response', (answer) => {
          answers.push(answer.resume())
          if (answers.length === 3) refused.resolve()
        })
      requests.push(sent)
      await new Promise((resolve) => sent.write(part, resolve))
    }
  }
  const ask = (address: string) =>
    fetch(`${conduit.url}/api/users`, { method: 'POST', body: '{}', headers: { 'x-forwarded-for': address } })
  const leave = () =>
    Promise.all(
      requests.splice(0).map(async (sent) => {
        const closed = sent.closed || new Promise((resolve) => sent.once('close', resolve))
        sent.destroy()
        await closed
      }),
    )
  await flood('203.0.113.1', 20)
  await refused.promise
  expect(answers.map(({ statusCode, headers }) => [statusCode, headers['retry-after']])).toEqual(
    Array.from({ length: 3 }, () => [429, '2']),
  )
  // Another network has room of its own. The outermost trusted proxy names it, whatever the client sent before it.
  expect((await ask('203.0.113.2')).status).toBe(422)
  expect((await ask('203.0.113.2, 203.0.113.1')).status).toBe(422)
  await leave()
  // An abandoned request uses no room any more.
  answers.length = 0
  await flood('203.0.113.1', 17)
  expect(await until('room', async () => (await ask('203.0.113.1')).status === 422)).toBe(true)
  expect(answers).toEqual([])
  await leave()
})

test('pages are made a few at a time, networks in turns, and a page that waits for the API gives its turn up', async () => {
  const begun: string[] = []
  const held: (() => void)[] = []
  let isFull = Promise.withResolvers<void>()
  let isHeld = 0
  const hold = () =>
    new Promise<void>((resolve) => {
      held.push(resolve)
      if (held.length === isHeld) isFull.resolve()
    })
  const holding = async (count: number) => {
    isHeld = count
    isFull = Promise.withResolvers()
    if (held.length === count) isFull.resolve()
    await isFull.promise
  }
  await using conduit = await startConduit({
    ...options,
    site:
      async (_api, away) =>
      async (request, { inTurn }) => {
        const { pathname } = new URL(request.url)
        if (pathname === '/asset') return new Response('asset')
        return inTurn(async () => {
          begun.push(pathname)
          if (pathname.startsWith('/away')) await away(hold)
          if (pathname.startsWith('/flood')) await hold()
          return new Response('page')
        })
      },
  })
  const ask = async (path: string, address: string) =>
    (await fetch(conduit.url + path, { headers: { 'x-forwarded-for': address } })).status
  const away = Array.from({ length: 8 }, (_, nth) => ask(`/away/${nth}`, '203.0.113.1'))
  await holding(8)
  expect(await ask('/other', '203.0.113.2')).toBe(200)
  const flood = Array.from({ length: 3 }, (_, nth) => ask(`/flood/${nth}`, '203.0.113.1'))
  await holding(10)
  // Two pages use the turns; built files need none.
  expect(await ask('/asset', '203.0.113.1')).toBe(200)
  expect(begun.filter((path) => path.startsWith('/flood'))).toHaveLength(2)
  const other = ask('/late', '203.0.113.2')
  for (const go of held.splice(0)) go()
  expect(await other).toBe(200)
  await holding(1)
  for (const go of held.splice(0)) go()
  expect(await Promise.all([...away, ...flood])).toEqual(Array.from({ length: 11 }, () => 200))
})

test('a network has so many pages under way, and a further one is refused with the time to wait', async () => {
  const all = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  let waiting = 0
  await using conduit = await startConduit({
    ...options,
    site:
      async (_api, away) =>
      (_request, { inTurn }) =>
        inTurn(() =>
          away(async () => {
            waiting++
            if (waiting === 66) all.resolve()
            await go.promise
            return new Response('page')
          }),
        ),
  })
  const ask = (address: string) => fetch(conduit.url, { headers: { 'x-forwarded-for': address } })
  const asked = Array.from({ length: 66 }, () => ask('203.0.113.1'))
  await all.promise
  const refused = await ask('203.0.113.1')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2'])
  const other = ask('203.0.113.2')
  go.resolve()
  expect((await other).status).toBe(200)
  for (const answer of await Promise.all(asked)) expect(answer.status).toBe(200)
})
