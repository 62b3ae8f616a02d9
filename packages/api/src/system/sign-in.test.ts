import { afterAll, expect, test } from 'vitest'
import { countEvents, eventsOf } from '../testing/events.ts'
import { aUser, type TestUser, unique } from '../testing/factories.ts'
import { failureOf, outcomeOf } from '../testing/failure.ts'
import { hold, untilBlocked } from '../testing/held.ts'
import { signInCounters } from '../testing/sign-in-counters.ts'
import { spawnServer } from '../testing/spawn-server.ts'
import type { TestClient } from '../testing/test-client.ts'
import { startTestServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'

// With the usual password cost: the cost of an attempt is what slows guesses down.
const server = await startTestServer({ passwordCost: undefined })
afterAll(() => server[Symbol.asyncDispose]())

const wrong = 'a wrong password'

const signIn = (client: TestClient, email: string, password: string) =>
  client.api.sessions.signIn.mutate({ email, password })
const outcome = (client: TestClient, email: string, password = wrong) => outcomeOf(signIn(client, email, password))

const { limitOf, afterSeconds, afterFailures } = await signInCounters(server)
const someone = () => `${unique()}@example.com`
const many = <T>(count: number, make: (nth: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, nth) => make(nth)))

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
  // CPU time of this process, in which the server runs: unlike elapsed time it does not depend on the load of the machine.
  const measure = async (kind: 'known' | 'unknown', email: string) => {
    const client = server.client()
    const before = process.cpuUsage()
    const { requestId } = await failureOf(signIn(client, email, wrong))
    const { user, system } = process.cpuUsage(before)
    work[kind].push(user + system)
    statements[kind].add((await server.lineOf(requestId)).sqlCount)
  }
  await outcome(server.client(), `${unique()}@example.com`) // the first one creates the hash with which unknown accounts are compared
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

test('from one network an account can be tried five times; then each failure doubles the wait, up to 15 minutes', async () => {
  const { me, password } = await aUser(server)
  const guesser = server.client()
  const key = ['pair', me.email, guesser.address]
  for (let nth = 0; nth < 5; nth++) expect(await outcome(guesser, me.email)).toBe('SIGN_IN_FAILED')
  for (const waitSeconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
    for (const tried of [wrong, password]) {
      const refused = await failureOf(signIn(guesser, me.email, tried))
      expect(refused.code).toBe('TOO_MANY_ATTEMPTS')
      expect(refused.retryAfterSeconds).toBeGreaterThan(waitSeconds / 2)
      expect(refused.retryAfterSeconds).toBeLessThanOrEqual(waitSeconds)
    }
    for (const counter of [key, ['network', guesser.address]]) await afterSeconds(counter, waitSeconds)
    expect(await outcome(guesser, me.email)).toBe('SIGN_IN_FAILED')
  }
  for (const counter of [key, ['network', guesser.address]]) await afterSeconds(counter, 900)
  expect(await outcome(guesser, me.email, password)).toBe('OK')
  expect(await limitOf(...key)).toBeUndefined()
})

test('who goes away while they wait is not tried', async () => {
  const { address } = server.client()
  const email = someone()
  const away = new AbortController()
  const send = () =>
    server.client({ address }).fetch('/api/trpc/sessions.signIn', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ json: { email, password: wrong } }),
      signal: away.signal,
    })
  // All statements that one client may run in the database: each waits for the users table.
  await using lock = await hold(server, 'lock table users in access exclusive mode')
  const left = many(3, () => send().catch(() => 'left'))
  await untilBlocked(server, 3)
  away.abort()
  expect(await left).toEqual(Array(3).fill('left'))
  await lock.commit()
  expect(await outcome(server.client({ address }), email)).toBe('SIGN_IN_FAILED')
  expect((await limitOf('network', address))?.failures).toBe(1)
})

test('an account that is attacked from many networks is tried at a pace, and its owner comes in meanwhile', async () => {
  const { me, password } = await aUser(server)
  await afterFailures(['account', me.email], 20)
  const startMs = performance.now()
  const guesses = many(60, () => failureOf(signIn(server.client(), me.email, wrong)))
  const owner = until(
    'the owner to come in',
    async () => (await outcome(server.client(), me.email, password)) === 'OK',
    {
      deadlineMs: 30_000,
      everyMs: 500,
    },
  )
  const refusals = await guesses
  const seconds = (performance.now() - startMs) / 1_000
  const tried = refusals.filter(({ code }) => code === 'SIGN_IN_FAILED')
  expect(tried.length).toBeLessThanOrEqual(2 * seconds + 1)
  for (const { code, retryAfterSeconds } of refusals.filter((refusal) => !tried.includes(refusal)))
    expect([code, retryAfterSeconds]).toEqual(['TOO_MANY_ATTEMPTS', 3])
  await owner
})

test('guesses from many networks get one slow try each, and the owner still comes in from anywhere', async () => {
  const { me, password } = await aUser(server)
  await afterFailures(['account', me.email], 20)
  for (let nth = 0; nth < 5; nth++) {
    const guesser = server.client()
    await afterFailures(['pair', me.email, guesser.address], 8)
    const startMs = performance.now()
    expect(await outcome(guesser, me.email)).toBe('SIGN_IN_FAILED')
    expect(performance.now() - startMs).toBeGreaterThan(490)
    // 256 seconds after nine failures; without the attack it would be 16.
    expect((await limitOf('pair', me.email, guesser.address))?.seconds).toBeGreaterThan(200)
  }
  expect(await outcome(server.client(), me.email, password)).toBe('OK')
  expect((await limitOf('account', me.email))?.failures).toBe(25)
})

test('failures of an account from many networks are counted, until an hour has passed without one', async () => {
  const { me } = await aUser(server)
  await many(6, () => outcome(server.client(), me.email))
  expect(await limitOf('account', me.email)).toMatchObject({ failures: 6 })
  await afterSeconds(['account', me.email], 3_600)
  await outcome(server.client(), me.email)
  expect(await limitOf('account', me.email)).toMatchObject({ failures: 1 })
})

test('an unknown address waits as an account does, so that waiting tells nothing', async () => {
  const [client, email] = [server.client(), someone()]
  await afterFailures(['pair', email, client.address], 9)
  expect(await outcome(client, email)).toBe('SIGN_IN_FAILED')
  expect(await outcome(client, email)).toBe('TOO_MANY_ATTEMPTS')
})

test('failures are forgotten after an hour', async () => {
  const [client, email] = [server.client(), someone()]
  const key = ['pair', email, client.address]
  await afterFailures(key, 9)
  await afterSeconds(key, 3_600)
  expect(await outcome(client, email)).toBe('SIGN_IN_FAILED')
  expect(await limitOf(...key)).toMatchObject({ failures: 1 })
})

test('of thirty guesses at once five are tried', async () => {
  const { me } = await aUser(server)
  const guesser = server.client()
  const guesses = await many(30, () => outcome(guesser, me.email))
  expect(guesses.filter((guess) => guess === 'SIGN_IN_FAILED')).toHaveLength(5)
  // Twenty wait for their turn; further ones are refused at once.
  expect(new Set(guesses)).toEqual(new Set(['SIGN_IN_FAILED', 'TOO_MANY_ATTEMPTS', 'TOO_MANY_REQUESTS']))
})

test('of thirty guesses at once on two servers hardly more are tried', async () => {
  await using other = await spawnServer(server.databaseUrl)
  const { me } = await aUser(server)
  const guesser = server.client({ address: '10.200.0.1' })
  const there = guesser.copy(other.url)
  const guesses = await many(30, (nth) => outcome(nth % 2 === 0 ? guesser : there, me.email))
  const tried = guesses.filter((guess) => guess === 'SIGN_IN_FAILED').length
  expect(tried).toBeGreaterThanOrEqual(5)
  expect(tried).toBeLessThanOrEqual(6)
})

test('right passwords of one person at once all come in', async () => {
  const { me, password } = await aUser(server)
  const { address } = server.client()
  const outcomes = await many(8, () => outcome(server.client({ address }), me.email, password))
  expect(outcomes).toEqual(Array(8).fill('OK'))
  const elsewhere = await many(8, () => outcome(server.client(), me.email, password))
  expect(elsewhere).toEqual(Array(8).fill('OK'))
})

test('after twenty failures a network waits, whichever accounts it tried, and for at most a minute', async () => {
  const client = server.client()
  const key = ['network', client.address]
  await afterFailures(key, 18)
  expect(await outcome(client, someone())).toBe('SIGN_IN_FAILED')
  expect((await limitOf(...key))?.seconds).toBeLessThanOrEqual(0)
  for (const waitSeconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
    await afterSeconds(key, waitSeconds)
    expect(await outcome(client, someone())).toBe('SIGN_IN_FAILED')
    expect((await limitOf(...key))?.seconds).toBeGreaterThan(waitSeconds / 2 - 1)
    expect((await limitOf(...key))?.seconds).toBeLessThanOrEqual(waitSeconds)
  }
  const user = await aUser(server)
  expect(await outcome(client, user.me.email, user.password)).toBe('TOO_MANY_ATTEMPTS')
  expect(await limitOf('pair', user.me.email, client.address)).toBeUndefined()
  expect(await outcome(server.client(), user.me.email, user.password)).toBe('OK')
})

test('the addresses of one IPv6 network count as one', async () => {
  const network = '2001:db8:0:7'
  await afterFailures(['network', `${network}::/64`], 30)
  const email = someone()
  expect(await outcome(server.client({ address: `${network}::1` }), email)).toBe('SIGN_IN_FAILED')
  for (const address of [`${network}:a:b:c:d`, '2001:0DB8:0000:0007::2', '2001:db8::7:1:2:3:4']) {
    expect(await outcome(server.client({ address }), email), address).toBe('TOO_MANY_ATTEMPTS')
  }
  expect(await outcome(server.client({ address: '2001:db8:0:8::1' }), email)).toBe('SIGN_IN_FAILED')
  expect(await outcome(server.client({ address: '::1' }), email)).toBe('SIGN_IN_FAILED')
})

test('a success does not clear the failures of its network', async () => {
  const client = server.client()
  const own = await aUser(server)
  for (let round = 0; round < 3; round++) {
    expect(await outcome(client, someone())).toBe('SIGN_IN_FAILED')
    expect(await outcome(server.client({ address: client.address }), own.me.email, own.password)).toBe('OK')
  }
  expect((await limitOf('network', client.address))?.failures).toBe(3)
})

test('people who share a network and sign in rightly do not wait, one after the other or at once', async () => {
  const { address } = server.client()
  const users: TestUser[] = await many(8, () => aUser(server))
  for (let round = 0; round < 3; round++) {
    const outcomes = await Promise.all(
      users.map(({ me, password }) => outcome(server.client({ address }), me.email, password)),
    )
    expect(outcomes).toEqual(Array(8).fill('OK'))
  }
  expect(await limitOf('network', address)).toBeUndefined()
})

test('a refused attempt counts nowhere', async () => {
  const [client, email] = [server.client(), someone()]
  const keys = [
    ['network', client.address],
    ['pair', email, client.address],
    ['account', email],
  ]
  await afterFailures(['pair', email, client.address], 9)
  expect(await outcome(client, email)).toBe('SIGN_IN_FAILED')
  const failures = () => Promise.all(keys.map(async (key) => (await limitOf(...key))?.failures))
  const before = await failures()
  for (let nth = 0; nth < 25; nth++) expect(await outcome(client, email)).toBe('TOO_MANY_ATTEMPTS')
  expect(await failures()).toEqual(before)
})

test('the old password of a signed-in person is guessed no faster', async () => {
  const user = await aUser(server)
  const change = () =>
    outcomeOf(user.api.users.changePassword.mutate({ currentPassword: wrong, newPassword: user.password }))
  for (let nth = 0; nth < 10; nth++) expect(await change()).toBe('SIGN_IN_FAILED')
  expect(await change()).toBe('TOO_MANY_ATTEMPTS')
})

test('a flood of passwords from one network does not hold up another one', async () => {
  const { me, password } = await aUser(server)
  const flooding = server.client()
  const order: string[] = []
  const flood = many(100, () => outcome(flooding, someone()).then((code) => order.push(`flood ${code}`)))
  const own = outcome(server.client(), me.email, password).then((code) => order.push(`own ${code}`))
  await Promise.all([flood, own])
  // It came last, but did not wait for the twenty that were waiting.
  expect(order.indexOf('own OK')).toBeGreaterThanOrEqual(0)
  expect(order.indexOf('own OK')).toBeLessThan(order.lastIndexOf('flood SIGN_IN_FAILED'))
  expect(order.filter((entry) => entry === 'flood TOO_MANY_REQUESTS').length).toBeGreaterThanOrEqual(40)
})

test('no address stands in the table', async () => {
  const [client, email] = [server.client(), someone()]
  await outcome(client, email)
  const stored = JSON.stringify(await server.rows('select * from sign_in_limits'))
  expect(stored).not.toContain(email)
  expect(stored).not.toContain(client.address)
})
