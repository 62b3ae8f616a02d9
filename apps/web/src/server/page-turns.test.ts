import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { rawRequest } from '@plinth/api/testing/raw-request'
import { until } from '@plinth/api/testing/until'
import { PageRefused, PageTurns } from '@plinth/bounds/page-turns'
import { expect, test } from 'vitest'

/** A server whose pages under `/flood` are rendered when the test releases them. */
async function startPages(longestMs: number) {
  const turns = new PageTurns(longestMs)
  const made: string[] = []
  const arrived: string[] = []
  const held: (() => void)[] = []
  const goesOn: string[] = []
  const networks: (string | undefined)[] = []
  const server = createServer(({ url = '', headers }, res) => {
    arrived.push(url)
    const until = () => new Promise<void>((resolve) => held.push(resolve))
    const making = turns.take({ res, address: String(headers['x-address']) }, async () => {
      made.push(url)
      if (url.startsWith('/flood')) await until()
      if (url.startsWith('/away')) {
        await turns.away(async (network) => {
          networks.push(network)
          await until()
        })
        goesOn.push(url)
      }
      if (url.startsWith('/parted')) await Promise.all([turns.away(until), turns.away(until)])
      res.end('a page')
    })
    making.catch((error: unknown) => res.writeHead(error instanceof PageRefused ? 429 : 500).end())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // a TCP server that listens has one
  return {
    made,
    arrived,
    goesOn,
    networks,
    held,
    release: () => held.shift()?.(),
    ask: async (path: string, address: string) =>
      (await rawRequest(url, path, { headers: { 'x-address': address } })).status,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

test('pages are made a few at a time, and a client that floods the server does not hold up the pages of another one', async () => {
  await using pages = await startPages(600_000)
  // Two addresses of one household.
  const flood = Array.from({ length: 70 }, (_, nth) => pages.ask(`/flood/${nth}`, `2001:db8::${nth % 2}`))
  await until('all requests', () => pages.arrived.length === 70)
  expect(pages.made).toHaveLength(2)
  const other = pages.ask('/other', '203.0.113.9')
  await until('the other request', () => pages.arrived.length === 71)
  // The next request of the flooding network was first in line.
  pages.release()
  pages.release()
  expect(await other).toBe(200)
  const before = pages.made.indexOf('/other')
  expect(before).toBe(3)
  let isDone = false
  const statuses = Promise.all(flood).finally(() => (isDone = true))
  await until('the end of the flood', () => {
    pages.release()
    return isDone
  })
  const answers = await statuses
  expect(answers.filter((status) => status === 200)).toHaveLength(66)
  expect(answers.filter((status) => status === 429)).toHaveLength(4)
})

test('a page that takes long gives its turn to the next one, and goes on', async () => {
  await using pages = await startPages(20)
  const slow = Array.from({ length: 2 }, (_, nth) => pages.ask(`/flood/${nth}`, '203.0.113.1'))
  await until('two pages', () => pages.made.length === 2)
  expect(await pages.ask('/other', '203.0.113.1')).toBe(200)
  for (const _ of slow) pages.release()
  expect(await Promise.all(slow)).toEqual([200, 200])
})

test('a page that waits for another thread gives its turn up, and goes on before other pages of its network, two at a time', async () => {
  await using pages = await startPages(600_000)
  const away = Array.from({ length: 8 }, (_, nth) => pages.ask(`/away/${nth}`, '2001:db8::1'))
  // All of them wait at once, and the page of another client is rendered meanwhile.
  await until('eight pages that wait', () => pages.held.length === 8)
  expect(new Set(pages.networks)).toEqual(new Set(['2001:db8:0:0::/64']))
  expect(await pages.ask('/other', '203.0.113.9')).toBe(200)
  // Two pages take all turns, and one more waits for its own.
  const flood = Array.from({ length: 3 }, (_, nth) => pages.ask(`/flood/${nth}`, '2001:db8::2'))
  await until('the flood', () => pages.made.filter((url) => url.startsWith('/flood')).length === 2)
  await until('the last of the flood', () => pages.arrived.includes('/flood/2'))
  for (let nth = 0; nth < 8; nth++) pages.release()
  // Without a turn none continues: another request arrives after they could have.
  const late = pages.ask('/late', '203.0.113.9')
  await until('another request', () => pages.arrived.includes('/late'))
  expect(pages.goesOn).toEqual([])
  pages.release()
  expect(await late).toBe(200)
  expect(await Promise.all(away)).toEqual(Array.from({ length: 8 }, () => 200))
  expect(pages.made.at(-1)).toBe('/flood/2')
  await until('the end of the flood', () => {
    pages.release()
    return pages.held.length === 0
  })
  expect(await Promise.all(flood)).toEqual([200, 200, 200])
})

test('a page that waits for two things at once keeps no turn when it is done', async () => {
  await using pages = await startPages(600_000)
  const parted = Array.from({ length: 8 }, (_, nth) => pages.ask(`/parted/${nth}`, '203.0.113.1'))
  await until('eight pages that wait', () => pages.held.length === 16)
  for (let nth = 0; nth < 16; nth++) pages.release()
  expect(await Promise.all(parted)).toEqual(Array.from({ length: 8 }, () => 200))
  const flood = Array.from({ length: 3 }, (_, nth) => pages.ask(`/flood/${nth}`, '203.0.113.2'))
  await until('two pages', () => pages.made.filter((url) => url.startsWith('/flood')).length === 2)
  await until('the third', () => pages.arrived.includes('/flood/2'))
  expect(pages.made).toHaveLength(10)
  for (let nth = 0; nth < 2; nth++) pages.release()
  await until('the third page', () => pages.made.includes('/flood/2'))
  pages.release()
  expect(await Promise.all(flood)).toEqual([200, 200, 200])
})

test('pages that wait for another thread count among those of their network', async () => {
  await using pages = await startPages(600_000)
  const away = Array.from({ length: 70 }, (_, nth) => pages.ask(`/away/${nth}`, '203.0.113.1'))
  await until('all that are let in', () => pages.arrived.length === 70 && pages.held.length === 66)
  for (let nth = 0; nth < 66; nth++) pages.release()
  expect((await Promise.all(away)).filter((status) => status === 429)).toHaveLength(4)
})
