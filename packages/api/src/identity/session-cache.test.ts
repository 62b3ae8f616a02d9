import { once } from 'node:events'
import { asOwner } from '@plinth/db/testing/create-test-database'
import { runOnServer } from '@plinth/db/testing/template'
import { afterAll, expect, test } from 'vitest'
import type { LogLine } from '../testing/captured-log.ts'
import { aProgram, aUser, signedInAgain } from '../testing/factories.ts'
import { outcomeOf } from '../testing/failure.ts'
import { hold, untilBlocked } from '../testing/held.ts'
import { spawnServer } from '../testing/spawn-server.ts'
import type { TestClient } from '../testing/test-client.ts'
import { startTestServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

/** The number of statements that a server needs to identify the signed-in user, from its log. */
async function statementsFor(
  client: TestClient,
  { lines }: { lines: readonly LogLine[] } = server.log,
): Promise<number | undefined> {
  const response = await client.fetch('/api/trpc/users.me')
  expect(await response.json()).toHaveProperty('result.data.json.id')
  const requestId = response.headers.get('x-request-id')
  const line = await until('the line', () =>
    lines.find((each) => each.msg === 'request' && each.requestId === requestId),
  )
  return line.sqlCount
}

const lastUseOf = (id: string) =>
  server.rows(`select xmin::text, "lastUsedAt", "expiresAt" from sessions where "userId" = $1 and kind = 'browser'`, [
    id,
  ])

test('a session is looked up once, and then costs no statement', async () => {
  const { client } = await aUser(server)
  expect(await statementsFor(client)).toBe(1)
  for (let nth = 0; nth < 5; nth++) expect(await statementsFor(client)).toBe(0)
})

test('a changed profile is seen at once, from another process too', async () => {
  const { api, client } = await aUser(server)
  await using other = await spawnServer(server.databaseUrl)
  const there = client.copy(other.url)
  expect(await statementsFor(client)).toBe(1)
  expect((await there.api.users.me.query())?.name).toBe('Ada Lovelace')
  await there.api.users.update.mutate({ version: 1, name: 'Countess of Lovelace' })
  const seen = await until('the new name', async () => (await api.users.me.query())?.name === 'Countess of Lovelace', {
    deadlineMs: 1_000,
  })
  expect(seen).toBe(true)
})

test('a revoked session is refused on a second server process within 100 ms', async () => {
  await using other = await spawnServer(server.databaseUrl)
  const times: number[] = []
  for (let round = 0; round < 5; round++) {
    const user = await aUser(server)
    const there = [(await signedInAgain(server, user)).copy(other.url), (await aProgram(server, user)).copy(other.url)]
    for (const client of there) {
      expect(await statementsFor(client, other)).toBe(1)
      expect(await statementsFor(client, other)).toBe(0)
    }
    await user.api.sessions.revokeAll.mutate()
    const startMs = performance.now()
    const refused = there.map(({ api }) =>
      until('the refusal', async () => (await outcomeOf(api.sessions.list.query())) !== 'OK'),
    )
    await Promise.all(refused)
    times.push(performance.now() - startMs)
  }
  // The median: on a busy machine a process may have to wait for its turn.
  expect(times.toSorted((one, two) => one - two)[2]).toBeLessThan(100)
})

test('while changes cannot be heard the cache is off, and afterwards it is on again', async () => {
  const user = await aUser(server)
  const laptop = await signedInAgain(server, user)
  for (const client of [user.client, laptop]) {
    await statementsFor(client)
    expect(await statementsFor(client)).toBe(0)
  }
  const name = new URL(server.databaseUrl).pathname.slice(1)
  const allow = (isAllowed: boolean) =>
    runOnServer(asOwner(server.databaseUrl), `alter database "${name}" allow_connections ${isAllowed}`)
  const down = once(server.listener, 'down')
  await server.rows('select') // on a connection that stays open for the following statements
  await allow(false)
  try {
    await server.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'plinth-listener' and datname = current_database()`,
    )
    await down
    expect(server.listener.isUp).toBe(false)
    const before = await lastUseOf(user.me.id)
    for (let nth = 0; nth < 3; nth++) expect(await statementsFor(user.client)).toBe(1)
    // A request that must look up its session does not record its use.
    expect(await lastUseOf(user.me.id)).toEqual(before)
    await server.rows(
      'delete from sessions where "tokenHash" = any(select "tokenHash" from sessions where address = $1)',
      [laptop.address],
    )
    expect(await laptop.api.users.me.query()).toBeNull()
  } finally {
    await allow(true)
  }
  await until('the listening connection', () => server.listener.isUp)
  expect(await statementsFor(user.client)).toBe(1)
  expect(await statementsFor(user.client)).toBe(0)
  expect(await laptop.api.users.me.query()).toBeNull()
})

test('a lookup under way while a revocation is heard is not kept', async () => {
  const { client } = await aUser(server)
  const other = await aUser(server)
  await using lock = await hold(server, 'lock table sessions in access exclusive mode')
  const answer = statementsFor(client)
  await untilBlocked(server)
  await forget(other.me.id)
  await lock.commit()
  expect(await answer).toBe(1)
  expect(await statementsFor(client)).toBe(1)
  expect(await statementsFor(client)).toBe(0)
})

/** Makes all servers drop the cached sessions of a user, as after a change of that user. */
async function forget(userId: string): Promise<void> {
  const heard = once(server.listener, 'notification')
  await server.rows(`select pg_notify('plinth_sessions', 'user:' || $1)`, [userId])
  await heard
}

test('use moves the end of a browser session, and it lives on where it is kept', async () => {
  const user = await aUser(server)
  const program = await aProgram(server, user)
  // As if the session had not been used for long and were about to expire.
  await server.rows(
    `update sessions set "lastUsedAt" = now() - interval '1 day', "expiresAt" = now() + interval '3 s' where "userId" = $1`,
    [user.me.id],
  )
  await forget(user.me.id)
  expect(await user.api.users.me.query()).not.toBeNull()
  await program.api.users.me.query()
  await until('the noted use', async () => {
    const rows = await server.rows(
      `select from sessions where "userId" = $1 and "lastUsedAt" > now() - interval '1 minute'`,
      [user.me.id],
    )
    return rows.length === 2
  })
  const [moved] = await lastUseOf(user.me.id)
  expect(Number(moved?.expiresAt)).toBeGreaterThan(Date.now() + 29 * 86_400_000)
  // A program's token ends at its fixed time.
  await until(
    'the end of the token',
    async () => (await outcomeOf(program.api.users.me.query())) === 'SIGN_IN_REQUIRED',
  )
  expect(await user.api.users.me.query()).not.toBeNull()
  expect(await statementsFor(user.client)).toBe(0)
})

test('the last use is noted at most once a minute', async () => {
  const { client, me } = await aUser(server)
  await server.rows(`update sessions set "lastUsedAt" = now() - interval '2 minutes' where "userId" = $1`, [me.id])
  await statementsFor(client)
  const recent = `select from sessions where "userId" = $1 and "lastUsedAt" > now() - interval '1 minute'`
  await until('the noted use', async () => (await server.rows(recent, [me.id])).length === 1)
  const noted = await lastUseOf(me.id)
  for (let nth = 0; nth < 5; nth++) await statementsFor(client)
  expect(await lastUseOf(me.id)).toEqual(noted)
})
