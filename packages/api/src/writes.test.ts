import { afterAll, afterEach, expect, test } from 'vitest'
import { definitions } from './definitions.ts'
import { allowEvents, type EventRow, refuseEvents } from './testing/events.ts'
import { type EveryCall, everyCall, ruledOutcome } from './testing/every-call.ts'
import { anOperator, aUser, type TestUser } from './testing/factories.ts'
import { failureOf } from './testing/failure.ts'
import { hintFor } from './testing/sample-file.ts'
import { inputOf } from './testing/sample-input.ts'
import type { World } from './testing/samples.ts'
import { startTestServer } from './testing/test-server.ts'
import { actorOf, aWorld, callPath } from './testing/world.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

// Users who have written something cannot remove their own account: an operator removes another user's account.
const writes = everyCall.filter(({ isWrite, key }) => isWrite && key !== 'users.remove (oneself)')

/** The tables of the nouns: each write changes one of them, or the data of a sign-in. */
const changing = [...new Set(Object.values(definitions).map(({ model }) => model.table)), 'passwords', 'sessions']
const tables = [...changing, 'one_time_tokens', 'article_tags', 'tags', 'idempotency_keys', 'events']

/** The contents of all tables, without the columns that a mere visit changes. */
async function everything(): Promise<Record<string, unknown[]>> {
  const contents = tables.map(async (table) => {
    const rows = await server.rows(`select to_jsonb(t) - 'lastUsedAt' - 'expiresAt' as row from ${table} t order by 1`)
    return [table, rows] as const
  })
  return Object.fromEntries(await Promise.all(contents))
}

const events = () => server.rows<EventRow>('select * from events order by id')

interface Prepared {
  readonly world: World
  readonly caller: TestUser
  readonly input: unknown
}

/** Prepares an allowed call: of the author, or of an operator if the author may not. Creates everything that it needs. */
async function prepare(call: EveryCall): Promise<Prepared> {
  const author = await aUser(server)
  const world = await aWorld(server, { author, caller: author })
  const { outcomes } = call.sample
  const input = await inputOf(call, world)
  const isAuthors = outcomes
    ? outcomes[2] === 'OK' || outcomes[3] !== 'OK'
    : (await ruledOutcome(server, call, { actor: actorOf(author), input })) === 'OK'
  if (isAuthors) return { world, caller: author, input }
  const operator = await anOperator(server)
  const theirs = await aWorld(server, { author, operator, caller: operator })
  return { world: theirs, caller: operator, input: await inputOf(call, theirs) }
}

/** Makes every commit that has changed a row of these tables fail, after all statements have run. */
await server.rows(`create function refuse() returns trigger language plpgsql as $$ begin raise 'refused'; end $$`)
const refuseCommits = () =>
  server.rows(
    changing
      .map(
        (table) => `create constraint trigger refused after insert or update or delete on ${table}
          deferrable initially deferred for each row execute function refuse()`,
      )
      .join(';'),
  )
const allowCommits = () => server.rows(changing.map((table) => `drop trigger if exists refused on ${table}`).join(';'))

afterEach(async () => {
  await allowEvents(server)
  await allowCommits()
  // There can be only one set-up: the next set-up link requires that there is no operator.
  await server.rows('update users set "isOperator" = false where "isOperator"')
})

for (const call of writes) {
  const { key, path, event: type } = call
  test(`${key} and its event commit together or not at all`, async () => {
    const { world, caller, input } = await prepare(call)
    const client = caller.client.copy()
    const before = await everything()
    const hint = hintFor(call, 'input: (world) => ({ … })')

    await refuseEvents(server)
    expect(await failureOf(callPath(client, path, input)), hint).toMatchObject({ code: 'INTERNAL', httpStatus: 500 })
    expect(client.setCookies).toEqual([])
    expect(await everything()).toEqual(before)

    await allowEvents(server)
    await refuseCommits()
    expect(await failureOf(callPath(client, path, input)), hint).toMatchObject({ code: 'INTERNAL', httpStatus: 500 })
    expect(client.setCookies).toEqual([])
    await allowCommits()
    expect(await everything()).toEqual(before)

    const answer = await callPath(client, path, input)
    await call.sample.settle?.(world, answer)
    const [event, ...others] = (await events())
      .slice(before.events?.length)
      .toSorted((one) => (one.type === type ? -1 : 1))
    expect(event).toMatchObject({ type, actorType: 'user' })
    expect(
      others.map((other) => other.type),
      hintFor(call, `events: ['${others.map((other) => other.type).join("', '")}']`),
    ).toEqual(call.sample.events ?? [])
    for (const other of others) expect(other.requestId).toBe(event?.requestId)
    expect((await server.lineOf(event?.requestId ?? '')).procedures).toEqual([path])
  })
}

test('a refused write changes nothing and leaves no event, whichever it is', async () => {
  const { client } = await aUser(server)
  const before = await everything()
  for (const path of new Set(writes.map((call) => call.path))) {
    const send = (headers: object, json: unknown) =>
      client.fetch(`/api/trpc/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ json }),
      })
    expect((await send({}, { unknown: 'field' })).status, path).toBe(400)
    expect((await send({ origin: 'https://evil.example' }, {})).status, path).toBe(403)
    expect((await client.fetch(`/api/trpc/${path}`)).status, path).toBe(405)
  }
  expect(await everything()).toEqual(before)
})
