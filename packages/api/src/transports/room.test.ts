import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { afterAll, expect, test } from 'vitest'
import { hold } from '../testing/held.ts'
import { startTestServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const bytes = 1_400_000
const part = Buffer.alloc(bytes - 1, ' ')

/** Requests whose bodies lack their last byte, on separate connections; 17 of them fit into a network's limit. */
async function unfinished(path: string, address: string, count: number) {
  const answers: IncomingMessage[] = []
  const requests: ClientRequest[] = []
  for (let nth = 0; nth < count; nth++) {
    const headers = { 'content-type': 'application/json', 'content-length': bytes, 'x-forwarded-for': address }
    const sent = request(new URL(path, server.url), { method: 'POST', headers, agent: false })
    sent.on('response', (answer) => answers.push(answer.resume())).on('error', () => undefined)
    requests.push(sent)
    await new Promise((resolve) => sent.write(part, resolve))
  }
  return {
    answers,
    async [Symbol.asyncDispose]() {
      const closed = requests.map(
        (sent) => new Promise((resolve) => (sent.closed ? resolve(undefined) : sent.once('close', resolve))),
      )
      for (const sent of requests) sent.destroy()
      await Promise.all(closed)
    },
  }
}

const ask = (path: string, address: string) =>
  server.client({ address }).fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ json: {} }),
  })

for (const path of ['/api/trpc/articles.create', '/api/v1/articles']) {
  test(`bodies of one network take so much memory and no more: ${path}`, async () => {
    const statusOf = async (address: string) => (await ask(path, address)).status
    const usual = await statusOf('203.0.113.1')
    {
      await using flood = await unfinished(path, '203.0.113.2', 20)
      await until('three refusals', () => flood.answers.length >= 3)
      expect(flood.answers.map(({ statusCode, headers }) => [statusCode, headers['retry-after']])).toEqual(
        Array.from({ length: 3 }, () => [429, '2']),
      )
      // Another network has its own limit.
      expect(await statusOf('203.0.113.1')).toBe(usual)
    }
    // Aborted requests no longer occupy memory.
    await using again = await unfinished(path, '203.0.113.2', 17)
    expect(await until('room', async () => ((await statusOf('203.0.113.2')) === usual ? 'room' : undefined))).toBe(
      'room',
    )
    expect(again.answers).toEqual([])
  })
}

test('so many files go out to one network at the same time; a further one is refused with the time to wait', async () => {
  const address = '203.0.113.3'
  const own = server.client({ address })
  const exporting = () => own.fetch('/api/v1/places/export?format=ndjson')
  await using held = await hold(server, 'lock table places in access exclusive mode')
  const asked = Array.from({ length: 9 }, exporting)
  const refused = await Promise.race(asked)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2'])
  expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  await held.commit()
  const statuses = await Promise.all(asked.map(async (answer) => (await answer).status))
  expect(statuses.filter((status) => status === 200)).toHaveLength(8)
  // Each has freed its place.
  expect((await exporting()).status).toBe(200)
})
