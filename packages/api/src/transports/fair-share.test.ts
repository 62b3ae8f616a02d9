import { sliceMs } from '@plinth/bounds/slices'
import { afterAll, expect, test } from 'vitest'
import { wire } from '../kit/wire.ts'
import { aUser, unique } from '../testing/factories.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const author = await aUser(server)
for (let nth = 0; nth < 2; nth++) {
  const items = Array.from({ length: 50 }, () => ({
    title: unique('zq '),
    description: 'a b c d e f',
    body: 'zq a b c d e f '.repeat(1_300),
    tags: [],
  }))
  await author.api.articles.createMany.mutate({ items })
}
await server.rows(`update articles set "publishedAt" = now()`)

const list = encodeURIComponent('{"json":{"limit":5}}')
const plain = async () => {
  const startMs = performance.now()
  const response = await server.client().fetch(`/api/trpc/articles.list?input=${list}`)
  expect(response.status).toBe(200)
  await response.text()
  return performance.now() - startMs
}
const medianOf = async (count: number) => {
  const times: number[] = []
  for (let nth = 0; nth < count; nth++) times.push(await plain())
  return times.toSorted((a, b) => a - b)[Math.floor(count / 2)] ?? 0
}
const input = { search: 'a b c d e f', highlights: true, limit: 100, total: 'exact' }
const batch = Object.fromEntries(Array.from({ length: 20 }, (_, nth) => [nth, { json: input }]))
const flood = `/api/trpc/${new Array(20).fill('articles.list').join()}?batch=1&input=${encodeURIComponent(JSON.stringify(batch))}`

/** How many connections are busy with this kind of statement. */
const busy = async (like: string) => {
  const [row] = await server.rows<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state = 'active' and query like $1`,
    [like],
  )
  return row?.count ?? 0
}

test('a client that floods the server with batches of searches holds one connection with them, and others are answered', async () => {
  const alone = await medianOf(15)
  // Two addresses of one household.
  const floods = [server.client({ address: '2001:db8::1' }), server.client({ address: '2001:db8::2' })]
  const under = new AbortController()
  const flooding = floods.flatMap((client) =>
    [1, 2].map(async () => {
      while (!under.signal.aborted)
        await client.fetch(flood, { signal: under.signal }).then((response) => response.text())
    }),
  )
  const ended = Promise.allSettled(flooding)
  const held: number[] = []
  const times: number[] = []
  for (let nth = 0; nth < 60; nth++) {
    times.push(await plain())
    held.push(await busy('%to_tsquery%'))
  }
  under.abort()
  await ended
  expect(Math.max(...held)).toBe(1)
  const beside = times.toSorted((a, b) => a - b)[30] ?? 0
  expect(beside / alone, `alone ${alone} ms, beside the flood ${beside} ms`).toBeLessThan(8)
}, 30_000)

test('a client with too much under way is refused with the time to wait, while another one is served', async () => {
  const hostile = server.client()
  const locked = await server.database.pool.connect()
  await locked.query('begin; lock table places in access exclusive mode')
  const asked = Array.from({ length: 6 }, () => hostile.fetch('/api/v1/places'))
  const refused = await Promise.race(asked)
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('2')
  expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  await plain()
  await locked.query('rollback')
  locked.release()
  const statuses = await Promise.all(asked.map(async (answer) => (await answer).status))
  expect(statuses.filter((status) => status === 200)).toHaveLength(3)
}, 30_000)

/** CPU time of this thread, in milliseconds: what other programs take of the machine does not count. */
const cpuMs = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** Turns of the event loop with some work in them, by the CPU time that each took. */
function watchTurns(): { end(): number[] } {
  const taken: number[] = []
  let lastMs = cpuMs()
  let isOver = false
  const look = () => {
    const nowMs = cpuMs()
    if (nowMs - lastMs > sliceMs / 4) taken.push(nowMs - lastMs)
    lastMs = cpuMs()
    if (!isOver) setImmediate(look)
  }
  setImmediate(look)
  return {
    end() {
      isOver = true
      return taken.toSorted((a, b) => a - b)
    },
  }
}

test('answers with many rows are made in slices, between which others have their turn', async () => {
  const client = server.client()
  const one = await client.fetch(
    `/api/trpc/articles.list?input=${encodeURIComponent(JSON.stringify({ json: { ...input, total: 'none' } }))}`,
  )
  const { result } = (await one.json()) as { result: { data: unknown } } // by the protocol
  const answer = wire.deserialize(result.data)
  const wholeMs = Array.from({ length: 9 }, () => {
    const startMs = cpuMs()
    JSON.stringify(wire.serialize(answer))
    return cpuMs() - startMs
  }).toSorted((a, b) => a - b)[4]

  const turns = watchTurns()
  for (let nth = 0; nth < 2; nth++) {
    const response = await client.fetch(flood)
    for await (const _ of response.body ?? []); // as text it would be decoded in one piece, here in the same thread
  }
  const taken = turns.end()
  const usual = taken[Math.floor(taken.length * 0.9)]
  expect(taken.length).toBeGreaterThan(40)
  // Without slices a turn marks, copies and writes all rows of a call.
  expect(usual, `${taken.map((ms) => ms.toFixed(1))}`).toBeLessThan(2 * Math.max(sliceMs, wholeMs ?? 0))
}, 60_000)
