import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { rawRequest } from '@plinth/api/testing/raw-request'
import { until } from '@plinth/api/testing/until'
import { expect, test } from 'vitest'
import { PageTurns } from './page-turns.ts'

/** A server whose pages under `/flood` are made when they are let go. */
async function startPages(longestMs: number) {
  const turns = new PageTurns(longestMs)
  const made: string[] = []
  const arrived: string[] = []
  const held: (() => void)[] = []
  const server = createServer(({ url = '', headers }, res) => {
    arrived.push(url)
    void turns.take({ res, address: String(headers['x-address']) }, async () => {
      made.push(url)
      if (url.startsWith('/flood')) await new Promise<void>((resolve) => held.push(resolve))
      res.end('a page')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // a TCP server that listens has one
  return {
    made,
    arrived,
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
  expect(pages.made).toHaveLength(4)
  const other = pages.ask('/other', '203.0.113.9')
  await until('the other request', () => pages.arrived.length === 71)
  // The next of those who flood was first in line.
  pages.release()
  pages.release()
  expect(await other).toBe(200)
  const before = pages.made.indexOf('/other')
  expect(before).toBe(5)
  let isDone = false
  const statuses = Promise.all(flood).finally(() => (isDone = true))
  await until('the end of the flood', () => {
    pages.release()
    return isDone
  })
  const answers = await statuses
  expect(answers.filter((status) => status === 200)).toHaveLength(68)
  expect(answers.filter((status) => status === 429)).toHaveLength(2)
})

test('a page that takes long gives its turn to the next one, and goes on', async () => {
  await using pages = await startPages(20)
  const slow = Array.from({ length: 4 }, (_, nth) => pages.ask(`/flood/${nth}`, '203.0.113.1'))
  await until('four pages', () => pages.made.length === 4)
  expect(await pages.ask('/other', '203.0.113.1')).toBe(200)
  for (const _ of slow) pages.release()
  expect(await Promise.all(slow)).toEqual([200, 200, 200, 200])
})
