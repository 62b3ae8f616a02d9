import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { watchProgress } from './progress.ts'

/** A server whose response is larger than the buffers of a connection; `/later` answers after twice the stall time. */
async function startLarge(afterMs: number) {
  const server = createServer((req, res) => {
    watchProgress(res, afterMs)
    if (req.url === '/later') setTimeout(() => res.end('late'), afterMs * 2)
    else res.end(Buffer.alloc(20_000_000))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server that listens has one
  return {
    server,
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

test('an answer that nobody reads is cut', async () => {
  await using large = await startLarge(200)
  const closed = new Promise<void>((resolve) => {
    large.server.once('connection', (socket) => socket.once('close', () => resolve()))
  })
  const client = connect(large.port, '127.0.0.1').on('error', () => undefined)
  client.pause().write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  await closed
  client.destroy()
})

test('a client that reads slowly gets all of its answer, and an answer that takes time to make is not cut', async () => {
  await using large = await startLarge(1_000)
  const client = connect(large.port, '127.0.0.1')
  client.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
  let bytes = 0
  for await (const chunk of client) {
    bytes += chunk.length
    if (bytes % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  expect(bytes).toBeGreaterThan(20_000_000)
  expect(await (await fetch(`http://127.0.0.1:${large.port}/later`)).text()).toBe('late')
})
