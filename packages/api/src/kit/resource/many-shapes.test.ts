import { afterAll, expect, test } from 'vitest'
import { startTestServer } from '../../testing/test-server.ts'

const maxConnections = 3
const server = await startTestServer({ connections: maxConnections })
afterAll(() => server[Symbol.asyncDispose]())

/** What each connection of the pool has prepared, at once. */
async function prepared(): Promise<string[][]> {
  const { pool } = server.database
  const clients = await Promise.all(Array.from({ length: maxConnections }, () => pool.connect()))
  try {
    const answers = clients.map((client) => client.query<{ name: string }>('select "name" from pg_prepared_statements'))
    return (await Promise.all(answers)).map(({ rows }) => rows.map(({ name }) => name))
  } finally {
    for (const client of clients) client.release()
  }
}

/** Whatever mixture of filters and sorts; each number is a shape of its own. */
function questionOf(nth: number, filters: readonly string[], sorts: readonly string[]): string {
  const has = (bit: number) => (nth & (1 << bit)) !== 0
  const asked = [...filters.filter((_, bit) => has(bit)), `sort=${sorts[nth % sorts.length]}`]
  return asked.join('&')
}

const before = 'publishedAt][lt]=2030-01-01T00:00:00Z'
const questions = Array.from({ length: 256 }, (_, nth) => [
  `places?${questionOf(
    nth,
    [
      'name][not]=a',
      'name][contains]=a',
      'country][not]=DE',
      'region][gt]=a',
      'latitude][gt]=0',
      'latitude][lt]=9',
      'longitude][gt]=0',
      'longitude][lt]=9',
    ].map((text) => `filter[${text}`),
    ['name', '-country', 'latitude,-longitude'],
  )}`,
  `articles?${questionOf(
    nth,
    [
      'title][not]=a',
      'title][contains]=a',
      'title][gt]=a',
      before,
      'createdAt][gt]=2020-01-01T00:00:00Z',
      'createdAt][not]=2020-01-01T00:00:00Z',
      'author.username][not]=a',
      'tags][has]=a',
    ].map((text) => `filter[${text}`),
    ['title', '-createdAt'],
  )}`,
]).flat()

test('five hundred shapes of lists, each asked for again and again, leave every connection with few prepared statements', async () => {
  const client = server.client()
  const ask = async (question: string) => {
    const response = await client.fetch(`/api/v1/${question}`)
    expect(response.status, question).toBe(200)
    await response.arrayBuffer()
  }
  const fixed = new Set((await prepared()).flat()) // of what a start and a test ask
  for (let from = 0; from < questions.length; from += 16) {
    const some = questions.slice(from, from + 16)
    for (let use = 0; use < 4; use++) await Promise.all(some.map(ask))
  }
  const names = await prepared()
  const open = new Set(names.flat().filter((name) => !fixed.has(name)))
  expect(open.size).toBe(128)
  for (const each of names) expect(each.length).toBeLessThanOrEqual(128 + fixed.size)
  // A connection that outlived its names could gather more.
  expect(server.database.pool.options.maxLifetimeSeconds).toBe(30 * 60)
})
