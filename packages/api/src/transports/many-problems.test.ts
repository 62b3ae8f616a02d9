import { afterAll, expect, test } from 'vitest'
import { aUser } from '../testing/factories.ts'
import { type RawResponse, rawRequest } from '../testing/raw-request.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const user = await aUser(server)

const headers = { ...user.client.headers(), 'content-type': 'application/json' }
const post = (path: string, body: string) =>
  rawRequest(server.url, `/api/trpc/${path}`, { method: 'POST', body, headers })
const codeOf = ({ status, text }: RawResponse) => `${status} ${JSON.parse(text).error.json.data.code}`

test('a request with thousands of unknown keys gets a short answer over tRPC and REST', async () => {
  const input = Object.fromEntries(Array.from({ length: 15_000 }, (_, nth) => [`key-${nth}`, 1]))
  const trpc = await post('articles.create', JSON.stringify({ json: { title: 'x', ...input } }))
  expect(codeOf(trpc)).toBe('400 INVALID_INPUT')
  expect(trpc.text).toContain('and 14980 more')
  expect(trpc.text.length).toBeLessThan(2_000)
  const rest = await rawRequest(server.url, '/api/v1/articles', {
    method: 'POST',
    headers,
    body: JSON.stringify({ title: 'x', ...input }),
  })
  const problem = JSON.parse(rest.text)
  expect([rest.status, problem.errors.length]).toEqual([400, 21])
  expect(problem.errors.at(-1)).toEqual({ detail: '14,983 more problems are not listed.' })
})

test('a list of thousands of wrong entries, and a key of a hundred thousand characters, are answered in few words', async () => {
  const tags = await post('articles.create', JSON.stringify({ json: { title: 'x', tags: Array(50_000).fill(1) } }))
  const key = await post('articles.create', JSON.stringify({ json: { title: 'x', ['k'.repeat(100_000)]: 1 } }))
  const nulls = Object.fromEntries(Array.from({ length: 5_000 }, (_, nth) => [`k${nth}`, '\0']))
  const text = await post('articles.create', JSON.stringify({ json: { title: 'x', ...nulls } }))
  for (const answer of [tags, key, text]) {
    expect(codeOf(answer)).toBe('400 INVALID_INPUT')
    expect(answer.text.length).toBeLessThan(6_000)
  }
})

test('an object of very many keys is refused before a schema looks at it, wherever it stands', async () => {
  const keys = Object.fromEntries(Array.from({ length: 20_001 }, (_, nth) => [`k${nth}`, 1]))
  const message = 'Expected at most 20000 keys in one object.'
  for (const [json, place] of [
    [keys, ''],
    [{ title: 'x', tags: [1, { deep: keys }] }, 'tags.1.deep'],
  ] as const) {
    const trpc = await post('articles.create', JSON.stringify({ json }))
    expect(codeOf(trpc)).toBe('400 INVALID_INPUT')
    expect(JSON.parse(trpc.text).error.json.data.fields).toEqual({ [place]: [message] })
    const body = JSON.stringify(json)
    const rest = await rawRequest(server.url, '/api/v1/articles', { method: 'POST', headers, body })
    expect([rest.status, JSON.parse(rest.text).errors.length]).toEqual([400, 1])
    expect(JSON.parse(rest.text).errors[0].detail).toBe(message)
  }
})
