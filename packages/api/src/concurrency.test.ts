import { createHash } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { countEvents, eventsOf } from './testing/events.ts'
import { anArticle, aUser, unique } from './testing/factories.ts'
import { hold, untilBlocked } from './testing/held.ts'
import { spawnServer } from './testing/spawn-server.ts'
import type { TestClient } from './testing/test-client.ts'
import { startTestServer } from './testing/test-server.ts'
import { procedures } from './transports/procedures.ts'

const server = await startTestServer({ connections: 20 })
afterAll(() => server[Symbol.asyncDispose]())
const user = await aUser(server)

interface Answer {
  status: number
  retryAfter: string | null
  body: { result?: { data: { json: Record<string, unknown> } }; error?: { json: { data: { code: string } } } }
}

/** A write with an idempotency key, over HTTP. */
async function send(path: string, input: object, key?: string): Promise<Answer> {
  return sendFrom(user.client, path, { input, key })
}

async function sendFrom(client: TestClient, path: string, given: { input: object; key: string | undefined }) {
  const { input, key } = given
  const response = await client.fetch(`/api/trpc/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
    body: JSON.stringify({ json: input }),
  })
  const body = (await response.json()) as Answer['body'] // the wire format's own shape
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body }
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

const keys = async () =>
  (await server.rows<{ n: number }>('select count(*)::int as n from idempotency_keys'))[0]?.n ?? 0

test('a first call that fails leaves its key free', async () => {
  const [{ id, version }, key, before] = [await anArticle(user), unique(), await keys()]
  expect(codeOf(await send('articles.update', { id, version: version + 1, title: 'Later' }, key))).toBe('CONFLICT')
  expect(await keys()).toBe(before)
  expect(codeOf(await send('articles.update', { id, version, title: 'Now' }, key))).toBe('OK')
  expect(await keys()).toBe(before + 1)
})

test('calls that wait for the first one with their key hold no connection', async () => {
  const [input, key] = [draft(), unique()]
  await using lock = await hold(server, 'lock table articles in exclusive mode')
  const calls = many(30, () => send('articles.create', input, key))
  await untilBlocked(server)
  expect((await user.client.fetch('/api/trpc/users.me')).status).toBe(200)
  const busy = await server.rows(
    `select from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()`,
  )
  expect(busy).toHaveLength(2) // those of the lock itself and of the first call
  await lock.commit()
  expect(new Set((await calls).map(codeOf))).toEqual(new Set(['OK']))
  expect(await countOf(input.title)).toBe(1)
})

test('more than a hundred calls that wait with one key are refused', async () => {
  const [input, key] = [draft(), unique()]
  const answers = await many(130, () => send('articles.create', input, key))
  const codes = answers.map(codeOf)
  expect(new Set(codes)).toEqual(new Set(['OK', 'IDEMPOTENCY_KEY_BUSY']))
  expect(await countOf(input.title)).toBe(1)
})

test('on two servers one key writes once: the second waits for the first, and answers the same', async () => {
  await using spawned = await spawnServer(server.databaseUrl)
  const other = user.client.copy(spawned.url)
  const [input, key] = [draft(), unique()]
  await using lock = await hold(server, 'lock table articles in exclusive mode')
  const first = send('articles.create', input, key)
  await untilBlocked(server)
  const second = sendFrom(other, 'articles.create', { input, key })
  await untilBlocked(server, 2)
  await lock.commit()
  const answer = await first
  expect(codeOf(answer)).toBe('OK')
  expect((await second).body).toEqual(answer.body)
  expect((await sendFrom(other, 'articles.create', { input, key })).body).toEqual(answer.body)
  expect(await countOf(input.title)).toBe(1)
})

test('on two servers a batch is written once under a key: the second is busy while the first is under way', async () => {
  await using spawned = await spawnServer(server.databaseUrl)
  const other = user.client.copy(spawned.url)
  const [item, key] = [draft(), unique()]
  const input = { items: [item] }
  await using lock = await hold(server, 'lock table articles in exclusive mode')
  const first = send('articles.createMany', input, key)
  await untilBlocked(server)
  const second = await sendFrom(other, 'articles.createMany', { input, key })
  expect([second.status, codeOf(second), second.retryAfter]).toEqual([409, 'IDEMPOTENCY_KEY_BUSY', '1'])
  await lock.commit()
  const answer = await first
  expect(codeOf(answer)).toBe('OK')
  expect((await sendFrom(other, 'articles.createMany', { input, key })).body).toEqual(answer.body)
  expect(await countOf(item.title)).toBe(1)
})

test('a batch under a key has the time of a batch', async () => {
  // A plain transaction ends after 10 seconds, as a single statement does.
  await server.rows(
    `create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(5.5); return new; end'`,
  )
  await server.rows('create trigger slow before insert on articles for each row execute function slow()')
  const answer = await send('articles.createMany', { items: [draft(), draft()] }, unique())
  await server.rows('drop function slow cascade')
  expect(codeOf(answer)).toBe('OK')
})

test('a token is shown once: nothing that opens it is stored, and its key says that it was done', async () => {
  const [input, key] = [{ name: unique(), expiresInDays: 1 }, unique()]
  const first = await send('sessions.createToken', input, key)
  expect(codeOf(first)).toBe('OK')
  const token = String(first.body.result?.data.json.token)
  const again = await send('sessions.createToken', input, key)
  expect([again.status, codeOf(again)]).toEqual([409, 'ALREADY_DONE'])
  const stored = JSON.stringify(await server.rows('select * from idempotency_keys'))
  expect(stored).not.toContain(token)
  expect(await server.rows('select from sessions where name = $1', [input.name])).toHaveLength(1)
})

test('nobody who reads the table can try passwords or keys: its digests are keyed, and passwords are not in them', async () => {
  const [input, key] = [{ currentPassword: user.password, newPassword: `${user.password}2` }, unique()]
  expect(codeOf(await send('users.changePassword', input, key))).toBe('OK')
  const digests = await server.rows<{ hash: string; inputHash: string }>(
    'select hash, "inputHash" from idempotency_keys',
  )
  const guesses = [
    ['idempotency key', user.me.id, 'users.changePassword', key],
    ['idempotency input', JSON.stringify({ json: input })],
    ['idempotency input', JSON.stringify({ json: {} })],
  ].map((parts) => createHash('sha256').update(JSON.stringify(parts)).digest('base64url'))
  for (const { hash, inputHash } of digests) {
    expect(guesses).not.toContain(hash)
    expect(guesses).not.toContain(inputHash)
  }
  // Passwords are not part of the digest, so another password under the same key does not count as another input.
  expect(codeOf(await send('users.changePassword', { ...input, newPassword: 'a third password' }, key))).toBe('OK')
  expect(codeOf(await send('users.changePassword', { ...input, newPassword: 'a third password' }))).not.toBe('OK')
})

test('whatever takes a password or a token, or answers with one, says so', () => {
  const isSecret = /password|token|secret|bearer/i
  const namesIn = (schema: z.ZodType | undefined, io: 'input' | 'output') =>
    Object.keys(schema ? (z.toJSONSchema(schema, { io, unrepresentable: 'any' }).properties ?? {}) : {})
  let found = 0
  for (const [path, { _def }] of procedures) {
    if (_def.type !== 'mutation') continue
    // `bearer` requests a token in an input, and contains it in an answer.
    const given = _def.inputs
      .flatMap((input) => namesIn(input, 'input'))
      .filter((name) => isSecret.test(name) && name !== 'bearer')
    const answered = namesIn(_def.output, 'output').some((name) => isSecret.test(name))
    expect([...(_def.meta?.secrets?.input ?? [])].sort(), path).toEqual(given.sort())
    expect(_def.meta?.secrets?.answer ?? false, path).toBe(answered)
    found += given.length
  }
  expect(found).toBeGreaterThan(5)
})
