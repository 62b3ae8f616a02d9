import { newId } from '@plinth/core/id'
import { everyone, signedIn } from '@plinth/core/rule'
import { fragment } from '@plinth/db/fragment'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { countEvents } from '../../testing/events.ts'
import { anArticle, aUser, unique } from '../../testing/factories.ts'
import { hold, untilBlocked } from '../../testing/held.ts'
import { type AnyRow, codeOf, contextFor, runnerOf } from '../../testing/in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { spawnServer } from '../../testing/spawn-server.ts'
import type { TestClient } from '../../testing/test-client.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { change } from '../change.ts'
import { writeRow } from '../procedure.ts'

const server = await startTestServer({ connections: 20 })
afterAll(() => server[Symbol.asyncDispose]())
const user = await aUser(server)

await createTable(
  server,
  scratchModel('Crate', { ...scratchBase, place: scratchColumn('String', 'text', { isNullable: true }) }),
)
const crates = declareScratch({
  ...{ name: 'crates', model: 'Crate', tenancy: 'global', creates: ['place'], updates: ['place'] },
  labels: { one: 'crate', many: 'crates', title: 'place' },
  fields: { id: true, place: true, version: true },
  rules: { read: everyone, create: everyone, update: everyone, remove: everyone },
})

interface Move {
  id: string
  place: string
}
interface Moved {
  id: string
  place: string
  updatedAt: Date
}

const moving = (fromJson?: (answer: unknown) => unknown) =>
  change<Move, Moved>(
    'crates.moved',
    (q) => ({
      steps: {
        changed: fragment`update "crates" as "row" set "place" = ${q.param('place')}, "version" = "version" + 1
          where "id" = ${q.param('id')} and ${q.rule('row')} returning "row".*`,
      },
      returns: ['id', 'place', 'updatedAt'],
    }),
    { ...(fromJson && { fromJson }) },
  )

let notes = 0
const declared = {
  rule: signedIn,
  input: z.strictObject({ id: z.uuid(), place: z.string() }),
  output: z.object({ id: z.uuid(), place: z.string(), updatedAt: z.date() }),
  params: ({ input }: { input: Move }) => input,
  afterCommit: () => void notes++,
}
const read = (answer: unknown) => ({ ...Object(answer), updatedAt: new Date(Object(answer).updatedAt) })
const moves = {
  byStatement: writeRow({ ...declared, change: moving(read) }),
  byTransaction: writeRow({ ...declared, change: moving() }),
  secret: writeRow({ ...declared, change: moving(read), secrets: { answer: true } }),
} as unknown as Record<string, never> // these procedures are not in the product's router

const context = contextFor(server, user)
const keyed = (key: string, procedures = moves) => runnerOf(procedures, { ...context, idempotencyKey: key })
const aCrate = async () => (await runnerOf(crates.verbs, context)('create', { place: 'shelf' })).id

for (const verb of ['byStatement', 'byTransaction']) {
  test(`${verb}: a repeated call gets times as times, and does again nothing that follows a commit`, async () => {
    const [key, input] = [newId(), { id: await aCrate(), place: 'door' }]
    notes = 0
    const first = await keyed(key)(verb, input)
    expect(notes).toBe(1)
    expect(await keyed(key)(verb, input)).toStrictEqual(first)
    expect(await codeOf(keyed(key)(verb, { ...input, place: 'roof' }))).toBe('IDEMPOTENCY_KEY_REUSED')
    expect(await codeOf(keyed(newId())(verb, { ...input, id: newId() }))).toBe('NOT_FOUND')
    expect(notes).toBe(1)
  })
}

test('a secret answer is not stored with its key, whatever stores it', async () => {
  const [key, input] = [newId(), { id: await aCrate(), place: unique('secret ') }]
  await keyed(key)('secret', input)
  expect(JSON.stringify(await server.rows('select * from idempotency_keys'))).not.toContain(input.place)
  expect(await codeOf(keyed(key)('secret', input))).toBe('ALREADY_DONE')
})

test('an expired key that another process takes at the same time gets the answer of that one', async () => {
  const [key, input] = [newId(), { place: 'dock' }]
  const first = await keyed(key, crates.verbs)('create', input)
  await server.rows(`update idempotency_keys set "createdAt" = now() - interval '25 hours'`)
  // Whatever deletes the key, another process has it at once.
  await server.rows(`create function key_taken() returns trigger language plpgsql as $$ begin
    insert into idempotency_keys ("hash", "inputHash", "answer") values (old."hash", old."inputHash", old."answer"); return null; end $$`)
  await server.rows(
    'create trigger key_taken after delete on idempotency_keys for each row execute function key_taken()',
  )
  try {
    expect(await keyed(key, crates.verbs)('create', input)).toStrictEqual(first)
  } finally {
    await server.rows('drop trigger key_taken on idempotency_keys')
  }
})

test('a call whose connection is lost leaves row, event and key as they were, and the same key writes once', async () => {
  const [{ id, version }, key] = [await anArticle(user), newId()]
  const events = await countEvents(server)
  const input = { id, version, title: 'After the fall' }
  await using lock = await hold(server, 'select from articles where id = $1 for update', [id])
  const lost = post(user, 'articles.update', { input, key })
  await untilBlocked(server)
  await server.rows(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`)
  expect((await lost).status).toBe(503)
  await lock.commit()
  expect(await countEvents(server)).toBe(events)
  const answers = await Promise.all([0, 1].map(() => post(user, 'articles.update', { input, key })))
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(answers[1]).toEqual(answers[0])
  expect(await countEvents(server)).toBe(events + 1)
})

async function post({ client }: { client: TestClient }, path: string, { input, key }: { input: object; key: string }) {
  const response = await client.fetch(`/api/trpc/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ json: input }),
  })
  return { status: response.status, body: await response.json() }
}

test('of calls with one key at once on two servers all get one answer, and one of them writes', async () => {
  await using spawned = await spawnServer(server.databaseUrl)
  const there = { client: user.client.copy(spawned.url) }
  const draft = () => ({ title: unique('Two '), description: '', body: '', tags: [] })
  const calls: [path: string, input: () => Promise<object>][] = [
    ['articles.create', async () => draft()],
    ['articles.update', async () => pick(await anArticle(user), { title: unique('Changed ') })],
    ['articles.publish', async () => pick(await anArticle(user))],
    ['articles.favorite', async () => ({ id: (await anArticle(user)).id })],
    ['articles.remove', async () => pick(await anArticle(user))],
  ]
  for (const [path, ready] of calls) {
    for (let round = 0; round < 2; round++) {
      const [input, key] = [await ready(), newId()]
      const events = await countEvents(server)
      const answers = await Promise.all([user, there, user, there].map((at) => post(at, path, { input, key })))
      expect(
        answers.map(({ status }) => status),
        `${path} ${JSON.stringify(answers)}`,
      ).toEqual([200, 200, 200, 200])
      for (const answer of answers) expect(answer).toEqual(answers[0])
      expect(await countEvents(server), path).toBe(events + 1)
    }
  }
})

const pick = ({ id, version }: Pick<AnyRow, 'id' | 'version'>, more: object = {}) => ({ id, version, ...more })
