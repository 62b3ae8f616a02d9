import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { rawRequest } from '../testing/raw-request.ts'
import { type Arrival, arrivalOf } from './proxies.ts'

// Answers with the caller as the server sees it, behind the number of proxies given in the path.
const token = 'a-token-of-thirty-two-characters'
const server = createServer((req, res) =>
  res.end(JSON.stringify(arrivalOf(req, { count: Number(req.url?.slice(1)), token }))),
)
server.listen(0, '::')
await once(server, 'listening')
afterAll(() => void server.close())
const { port } = server.address() as AddressInfo // a TCP server that listens has one

async function arrival(proxies: number, headers: Record<string, string>): Promise<Arrival> {
  const { text } = await rawRequest(`http://127.0.0.1:${port}`, `/${proxies}`, { headers })
  return JSON.parse(text)
}

async function addressOf(proxies: number, forwarded?: string, more: Record<string, string> = {}): Promise<string> {
  const headers = forwarded === undefined ? more : { 'x-forwarded-for': forwarded, ...more }
  return (await arrival(proxies, headers)).caller.address
}

test('without a trusted proxy the address is that of the connection, whatever the header says', async () => {
  expect(await addressOf(0)).toBe('127.0.0.1')
  expect(await addressOf(0, '10.0.0.1')).toBe('127.0.0.1')
})

test('behind trusted proxies it is what the outermost of them saw; what a client claims stands further left', async () => {
  expect(await addressOf(1, '203.0.113.7')).toBe('203.0.113.7')
  expect(await addressOf(1, 'claimed, 203.0.113.7')).toBe('203.0.113.7')
  expect(await addressOf(2, 'claimed, 203.0.113.7, 10.0.0.1')).toBe('203.0.113.7')
  expect(await addressOf(1, '::ffff:203.0.113.7')).toBe('203.0.113.7')
})

test('a header that is too short or missing falls back to the connection', async () => {
  expect(await addressOf(1)).toBe('127.0.0.1')
  expect(await addressOf(3, '203.0.113.7')).toBe('127.0.0.1')
  expect(await addressOf(1, '')).toBe('127.0.0.1')
})

// All users of a product shared one limit of failed sign-ins: that of the product's address.
test('a program that knows the token is one more proxy, and says the id of its request', async () => {
  const own = { 'x-proxy-token': token }
  expect(await addressOf(0, 'claimed, 203.0.113.7', own)).toBe('203.0.113.7')
  expect(await addressOf(1, 'claimed, 203.0.113.7, 10.0.0.1', own)).toBe('203.0.113.7')
  expect((await arrival(0, { ...own, 'x-request-id': 'its-own-id-1' })).requestId).toBe('its-own-id-1')
  for (const bad of ['short', 'with spaces in it', 'x'.repeat(65)])
    expect((await arrival(0, { ...own, 'x-request-id': bad })).requestId).toMatch(/^[\da-f-]{36}$/)
})

test('whoever does not know the token is believed nothing', async () => {
  for (const guess of ['', token.slice(1), `${token}x`, token.replace('a', 'b'), `${token}, ${token}`]) {
    const told = await arrival(0, {
      'x-proxy-token': guess,
      'x-forwarded-for': '203.0.113.7',
      'x-request-id': 'its-own-id-1',
    })
    expect(told.caller.address, guess).toBe('127.0.0.1')
    expect(told.requestId, guess).not.toBe('its-own-id-1')
  }
})
