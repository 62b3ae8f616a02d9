import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { rawRequest } from '../testing/raw-request.ts'
import { callerOf } from './request.ts'

// Tells whoever asks how it sees them, behind as many proxies as the path says.
const server = createServer((req, res) => res.end(JSON.stringify(callerOf(req, Number(req.url?.slice(1))))))
server.listen(0, '::')
await once(server, 'listening')
afterAll(() => void server.close())
const { port } = server.address() as AddressInfo // a TCP server that listens has one

async function addressOf(proxies: number, forwarded?: string): Promise<string> {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  const { text } = await rawRequest(`http://127.0.0.1:${port}`, `/${proxies}`, { headers })
  return JSON.parse(text).address
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
