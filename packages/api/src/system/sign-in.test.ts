import { afterAll, expect, test } from 'vitest'
import { countEvents, eventsOf } from '../testing/events.ts'
import { aUser, type TestUser, unique } from '../testing/factories.ts'
import { failureOf, outcomeOf } from '../testing/failure.ts'
import type { TestClient } from '../testing/test-client.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const wrong = 'a wrong password'

const signIn = (client: TestClient, email: string, password: string) =>
  client.api.sessions.signIn.mutate({ email, password })
const outcome = (client: TestClient, email: string, password = wrong) => outcomeOf(signIn(client, email, password))

interface Limit {
  failures: number
  seconds: number
}
async function limitOf(key: string): Promise<Limit | undefined> {
  const [limit] = await server.rows<Limit>(
    `select failures, extract(epoch from "blockedUntil" - now())::float as seconds from sign_in_limits where key = $1`,
    [key],
  )
  return limit
}
/** As if that much time had passed. */
const afterSeconds = (key: string, seconds: number) =>
  server.rows(`update sign_in_limits set "blockedUntil" = "blockedUntil" - make_interval(secs => $2) where key = $1`, [
    key,
    seconds,
  ])
/** As if that many attempts had failed a while ago. */
const afterFailures = (key: string, failures: number) =>
  server.rows(
    `insert into sign_in_limits values ($1, $2, now() - interval '1 minute') on conflict (key) do update set failures = excluded.failures`,
    [key, failures],
  )

test('e-mail address and password open a session, whatever the case of the address', async () => {
  const user = await aUser(server)
  const client = server.client({ userAgent: 'Safari' })
  expect(await signIn(client, ` ${user.me.email.toUpperCase()} `, user.password)).toEqual(user.me)
  expect(await client.api.users.me.query()).toEqual(user.me)
  expect(client.token).not.toBe(user.client.token)
  const [session] = await client.api.sessions.list.query()
  expect(session).toMatchObject({ kind: 'browser', userAgent: 'Safari', address: client.address, isCurrent: true })
  expect(await eventsOf(server, session?.id ?? '')).toMatchObject([
    { type: 'sessions.created', actorId: user.me.id, before: null, after: { kind: 'browser', userAgent: 'Safari' } },
  ])
})

test('an unknown address and a wrong password get the same answer, and leave nothing', async () => {
  const user = await aUser(server)
  const events = await countEvents(server)
  const client = server.client()
  const bodies = []
  for (const email of [user.me.email, `${unique()}@example.com`]) {
    const response = await client.fetch('/api/trpc/sessions.signIn', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ json: { email, password: wrong } }),
    })
    expect(response.status).toBe(401)
    expect(response.headers.get('set-cookie')).toBeNull()
    const requestId = response.headers.get('x-request-id') ?? ''
    expect((await server.lineOf(requestId)).error).toBe('SIGN_IN_FAILED')
    bodies.push((await response.text()).replace(requestId, ''))
  }
  expect(bodies[0]).toBe(bodies[1])
  expect(bodies[0]).toContain('SIGN_IN_FAILED')
  expect(await countEvents(server)).toBe(events)
})

test('an unknown address takes the same work as a wrong password', async () => {
  const users = await Promise.all(Array.from({ length: 4 }, () => aUser(server)))
  const work = { known: [] as number[], unknown: [] as number[] }
  const statements = { known: new Set<number | undefined>(), unknown: new Set<number | undefined>() }
  // Processor time of this process, in which the server runs: unlike time on the clock it does not depend on what else the machine does.
  const measure = async (kind: 'known' | 'unknown', email: string) => {
    const client = server.client()
    const before = process.cpuUsage()
    const { requestId } = await failureOf(signIn(client, email, wrong))
    const { user, system } = process.cpuUsage(before)
    work[kind].push(user + system)
    statements[kind].add((await server.lineOf(requestId)).sqlCount)
  }
  await outcome(server.client(), `${unique()}@example.com`) // the first one makes what the others are compared with
  for (let nth = 0; nth < 15; nth++) {
    await measure('known', users[nth % 4]?.me.email ?? '')
    await measure('unknown', `${unique()}@example.com`)
  }
  const median = (times: number[]) => times.toSorted((one, two) => one - two)[7] ?? 0
  const ratio = median(work.known) / median(work.unknown)
  expect(ratio).toBeGreaterThan(1 / 1.5)
  expect(ratio).toBeLessThan(1.5)
  expect(statements.known).toEqual(statements.unknown)
  expect(statements.known.size).toBe(1)
})

test('after five failures an account waits, longer with each, from whatever address', async () => {
  const user = await aUser(server)
  const key = `account:${user.me.email}`
  for (let nth = 1; nth <= 5; nth++) {
    expect((await limitOf(key))?.seconds ?? 0).toBeLessThanOrEqual(0)
    expect(await outcome(server.client(), user.me.email)).toBe('SIGN_IN_FAILED')
  }
  for (const waitSeconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
    const { seconds = 0 } = (await limitOf(key)) ?? {}
    expect(seconds).toBeGreaterThan(waitSeconds / 2 - 1)
    expect(seconds).toBeLessThanOrEqual(waitSeconds)
    if (waitSeconds >= 8) {
      const refused = await failureOf(signIn(server.client(), user.me.email, user.password))
      expect(refused).toMatchObject({
        code: 'TOO_MANY_ATTEMPTS',
        httpStatus: 429,
        retryAfterSeconds: expect.any(Number),
      })
      expect(refused.retryAfterSeconds).toBeGreaterThan(waitSeconds / 2)
      expect(refused.retryAfterSeconds).toBeLessThanOrEqual(waitSeconds)
    }
    await afterSeconds(key, waitSeconds)
    expect(await outcome(server.client(), user.me.email)).toBe('SIGN_IN_FAILED')
  }

  await afterSeconds(key, 900)
  expect(await outcome(server.client(), user.me.email, user.password)).toBe('OK')
  expect(await limitOf(key)).toBeUndefined()
  expect(await outcome(server.client(), user.me.email)).toBe('SIGN_IN_FAILED')
})

test('an unknown address waits as an account does, so that waiting tells nothing', async () => {
  const email = `${unique()}@example.com`
  await afterFailures(`account:${email}`, 9)
  expect(await outcome(server.client(), email)).toBe('SIGN_IN_FAILED')
  expect(await outcome(server.client(), email)).toBe('TOO_MANY_ATTEMPTS')
})

test('failures are forgotten after an hour', async () => {
  const email = `${unique()}@example.com`
  await afterFailures(`account:${email}`, 9)
  await afterSeconds(`account:${email}`, 3_600)
  expect(await outcome(server.client(), email)).toBe('SIGN_IN_FAILED')
  expect(await limitOf(`account:${email}`)).toMatchObject({ failures: 1 })
})

test('many guesses at once cannot slip through together', async () => {
  const user = await aUser(server)
  const guesses = await Promise.all(Array.from({ length: 30 }, () => outcome(server.client(), user.me.email)))
  expect(guesses.filter((guess) => guess === 'SIGN_IN_FAILED')).toHaveLength(5)
  expect(guesses.filter((guess) => guess === 'TOO_MANY_ATTEMPTS')).toHaveLength(25)
})

test('after twenty failures a network address waits, whichever accounts it tried', async () => {
  const client = server.client()
  const key = `address:${client.address}`
  await afterFailures(key, 18)
  expect(await outcome(client, `${unique()}@example.com`)).toBe('SIGN_IN_FAILED')
  expect((await limitOf(key))?.seconds).toBeLessThanOrEqual(0)
  for (const waitSeconds of [1, 2, 4, 8]) {
    await afterSeconds(key, waitSeconds)
    expect(await outcome(client, `${unique()}@example.com`)).toBe('SIGN_IN_FAILED')
    expect((await limitOf(key))?.seconds).toBeGreaterThan(waitSeconds / 2 - 1)
  }
  const user = await aUser(server)
  expect(await outcome(client, user.me.email, user.password)).toBe('TOO_MANY_ATTEMPTS')
  expect(await limitOf(`account:${user.me.email}`)).toBeUndefined()
  expect(await outcome(server.client(), user.me.email, user.password)).toBe('OK')
})

test('the addresses of one IPv6 network count as one', async () => {
  const network = '2001:db8:0:7'
  await afterFailures(`address:${network}::/64`, 30)
  const email = `${unique()}@example.com`
  expect(await outcome(server.client({ address: `${network}::1` }), email)).toBe('SIGN_IN_FAILED')
  for (const address of [`${network}:a:b:c:d`, '2001:0DB8:0000:0007::2', '2001:db8::7:1:2:3:4']) {
    expect(await outcome(server.client({ address }), email), address).toBe('TOO_MANY_ATTEMPTS')
  }
  expect(await outcome(server.client({ address: '2001:db8:0:8::1' }), email)).toBe('SIGN_IN_FAILED')
  expect(await outcome(server.client({ address: '::1' }), email)).toBe('SIGN_IN_FAILED')
})

test('a success does not clear the failures of its network address', async () => {
  const client = server.client()
  const own = await aUser(server)
  for (let round = 0; round < 3; round++) {
    expect(await outcome(client, `${unique()}@example.com`)).toBe('SIGN_IN_FAILED')
    expect(await outcome(client, own.me.email, own.password)).toBe('OK')
  }
  expect((await limitOf(`address:${client.address}`))?.failures).toBe(3)
  await afterFailures(`address:${client.address}`, 30)
  expect(await outcome(client, `${unique()}@example.com`)).toBe('SIGN_IN_FAILED')
  expect(await outcome(client, own.me.email, own.password)).toBe('TOO_MANY_ATTEMPTS')
})

test('people who share a network address and sign in rightly do not wait, one after the other or at once', async () => {
  const { address } = server.client()
  const users: TestUser[] = await Promise.all(Array.from({ length: 8 }, () => aUser(server)))
  for (let round = 0; round < 3; round++) {
    const outcomes = await Promise.all(
      users.map(({ me, password }) => outcome(server.client({ address }), me.email, password)),
    )
    expect(outcomes).toEqual(Array(8).fill('OK'))
  }
  expect((await limitOf(`address:${address}`))?.failures).toBe(0)
})

test('an attempt that is refused for its account counts neither way', async () => {
  const client = server.client()
  const email = `${unique()}@example.com`
  const keys = [`address:${client.address}`, `account:${email}`]
  await afterFailures(`account:${email}`, 9)
  expect(await outcome(client, email)).toBe('SIGN_IN_FAILED')
  const before = await Promise.all(keys.map(limitOf))
  for (let nth = 0; nth < 25; nth++) expect(await outcome(client, email)).toBe('TOO_MANY_ATTEMPTS')
  const after = await Promise.all(keys.map(limitOf))
  expect(after.map((limit) => limit?.failures)).toEqual(before.map((limit) => limit?.failures))
})

test('the old password of a signed-in person is guessed no faster', async () => {
  const user = await aUser(server)
  await afterFailures(`account:${user.me.email}`, 9)
  const change = () =>
    outcomeOf(user.api.users.changePassword.mutate({ currentPassword: wrong, newPassword: user.password }))
  expect(await change()).toBe('SIGN_IN_FAILED')
  expect(await change()).toBe('TOO_MANY_ATTEMPTS')
})
