import { createHash } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { countEvents, eventsOf } from './testing/events.ts'
import { anArticle, aUser, unique } from './testing/factories.ts'
import { startTestServer } from './testing/test-server.ts'

const server = await startTestServer({ maxConnections: 20 })
afterAll(() => server[Symbol.asyncDispose]())
const user = await aUser(server)

interface Answer {
  status: number
  body: { result?: { data: { json: Record<string, unknown> } }; error?: { json: { data: { code: string } } } }
}

/** A write with an idempotency key, over HTTP. */
async function send(path: string, input: object, key?: string): Promise<Answer> {
  const response = await user.client.fetch(`/api/trpc/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
    body: JSON.stringify({ json: input }),
  })
  return { status: response.status, body: (await response.json()) as Answer['body'] } // the wire's own shape
}

const codeOf = ({ body }: Answer) => body.error?.json.data.code ?? 'OK'
const many = <T>(count: number, make: (nth: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, nth) => make(nth)))

test('of 200 updates of one row at once exactly one wins each round, and none is lost', async () => {
  const { id, version: first } = await anArticle(user)
  for (let version = first; version < first + 4; version++) {
    const answers = await many(200, (nth) =>
      send('articles.update', { id, version, title: `Round ${version}, ${nth}` }),
    )
    const won = answers.flatMap((answer, nth) => (answer.status === 200 ? [nth] : []))
    expect(won).toHaveLength(1)
    expect(answers.filter((answer) => codeOf(answer) === 'CONFLICT')).toHaveLength(199)
    const [row] = await server.rows('select title, version from articles where id = $1', [id])
    expect(row).toEqual({ title: `Round ${version}, ${won[0]}`, version: version + 1 })
    const last = (await eventsOf(server, id)).at(-1)
    expect(last).toMatchObject({
      type: 'articles.updated',
      before: { version },
      after: { version: version + 1, title: row?.title },
    })
  }
  expect(await eventsOf(server, id)).toHaveLength(first + 4)
})

const draft = () => ({ title: unique('Once '), description: '', body: '', tags: ['once'] })
const countOf = async (title: string) => (await server.rows('select from articles where title = $1', [title])).length

test('the same idempotency key 50 times at once makes one row and one event, and gives one answer', async () => {
  const [input, key, events] = [draft(), unique(), await countEvents(server)]
  const answers = await many(50, () => send('articles.create', input, key))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
  expect(await countOf(input.title)).toBe(1)
  expect(await countEvents(server)).toBe(events + 1)
})

test('a key with another input is refused, and another procedure or person has keys of their own', async () => {
  const [input, key] = [draft(), unique()]
  expect(codeOf(await send('articles.create', input, key))).toBe('OK')
  const other = await send('articles.create', { ...input, body: 'other' }, key)
  expect([other.status, codeOf(other)]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED'])
  expect(await countOf(input.title)).toBe(1)
  expect(codeOf(await send('sessions.createToken', { name: 'x', expiresInDays: 1 }, key))).toBe('OK')
})

test('after 24 hours a key is taken anew', async () => {
  const [input, key] = [draft(), unique()]
  const first = await send('articles.create', input, key)
  await server.rows(`update idempotency_keys set "createdAt" = now() - interval '23 hours 59 minutes'`)
  expect(await send('articles.create', input, key)).toEqual(first)
  await server.rows(`update idempotency_keys set "createdAt" = now() - interval '24 hours 1 second'`)
  const second = await send('articles.create', { ...input, body: 'other' }, key)
  expect(codeOf(second)).toBe('OK')
  expect(second).not.toEqual(first)
  expect(await countOf(input.title)).toBe(2)
})

test('a first call that fails leaves its key free', async () => {
  const [{ id, version }, key] = [await anArticle(user), unique()]
  expect(codeOf(await send('articles.update', { id, version: version + 1, title: 'Later' }, key))).toBe('CONFLICT')
  expect(await server.rows('select from idempotency_keys where hash = $1', [hashOf('articles.update', key)])).toEqual(
    [],
  )
  expect(codeOf(await send('articles.update', { id, version, title: 'Now' }, key))).toBe('OK')
  expect(
    await server.rows('select from idempotency_keys where hash = $1', [hashOf('articles.update', key)]),
  ).toHaveLength(1)
})

/** As the keys are stored: nobody who reads the table learns them. */
const hashOf = (path: string, key: string) =>
  createHash('sha256')
    .update(JSON.stringify([user.me.id, path, key]))
    .digest('base64url')
