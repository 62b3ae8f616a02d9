import { afterAll, expect, test } from 'vitest'
import { aUser, unique } from '../testing/factories.ts'
import { outcomeOf } from '../testing/failure.ts'
import { signInCounters } from '../testing/sign-in-counters.ts'
import type { TestClient } from '../testing/test-client.ts'
import { startTestServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const wrong = 'a wrong password'
const outcome = ({ api }: TestClient, email: string, password = wrong) =>
  outcomeOf(api.sessions.signIn.mutate({ email, password }))
const { keyOf, limitOf, afterFailures } = await signInCounters(server)
const many = <T>(count: number, make: (nth: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, nth) => make(nth)))

/** The cookie of this name, as last set for the client. */
const cookiesOf = (client: TestClient, name: string) => {
  const [line = ''] = client.setCookies.filter((each) => each.startsWith(`${name}=`)).slice(-1)
  const [, value = ''] = /^[^=]+=([^;]+)/.exec(line) ?? []
  return new Map([[name, value]])
}

test('guesses of others do not hold up the owner: from another network, on a known device, or signed in', async () => {
  const owner = await aUser(server)
  const { me, password } = owner
  const guesser = server.client()
  await afterFailures(['pair', me.email, guesser.address], 12)
  await outcome(guesser, me.email)
  expect(await outcome(guesser, me.email)).toBe('TOO_MANY_ATTEMPTS')
  expect(await outcome(server.client(), me.email, password)).toBe('OK')
  // The same network as the guesser's, but on the device with which the account was created.
  const besides = server.client({ address: guesser.address, cookies: cookiesOf(owner.client, 'plinth-device') })
  expect(await outcome(server.client({ address: guesser.address }), me.email, password)).toBe('TOO_MANY_ATTEMPTS')
  expect(await outcome(besides, me.email, password)).toBe('OK')
  const signedIn = server.client({ address: guesser.address, cookies: cookiesOf(owner.client, 'plinth-session') })
  expect(
    await outcomeOf(
      signedIn.api.users.changePassword.mutate({ currentPassword: password, newPassword: unique('a new password ') }),
    ),
  ).toBe('OK')
})

test('a known device may fail ten times, for its own account alone, and until the account has another password', async () => {
  const owner = await aUser(server)
  const other = await aUser(server)
  const known = cookiesOf(owner.client, 'plinth-device')
  const device = () => server.client({ cookies: known })
  const first = device()
  for (let nth = 0; nth < 10; nth++) expect(await outcome(first, owner.me.email)).toBe('SIGN_IN_FAILED')
  // The account's own counter also has ten failures; it is excluded.
  const [{ key = '' } = {}] = await server.rows<{ key: string }>(
    'select key from sign_in_limits where failures = 10 and key <> $1',
    [keyOf('account', owner.me.email)],
  )
  expect(await limitOf('pair', owner.me.email, first.address)).toBeUndefined()
  await server.rows(`update sign_in_limits set "blockedUntil" = now() + interval '1 minute' where key = $1`, [key])
  // From another address it is still the same device.
  expect(await outcome(device(), owner.me.email, owner.password)).toBe('TOO_MANY_ATTEMPTS')
  await outcome(first, other.me.email)
  expect(await limitOf('pair', other.me.email, first.address)).toMatchObject({ failures: 1 })

  const newPassword = unique('a new password ')
  server.log.keepSecret(newPassword)
  await owner.api.users.changePassword.mutate({ newPassword })
  const old = device()
  await outcome(old, owner.me.email)
  expect(await limitOf('pair', owner.me.email, old.address)).toMatchObject({ failures: 1 })
  // The browser that changed the password is known with the new one, and keeps its device counter.
  await server.rows(`update sign_in_limits set "blockedUntil" = now() where key = $1`, [key])
  const renewed = server.client({ address: old.address, cookies: cookiesOf(owner.client, 'plinth-device') })
  expect(await outcome(renewed, owner.me.email, newPassword)).toBe('OK')
})

test('a cookie of a device that was not signed here is none', async () => {
  const { me } = await aUser(server)
  const payload = Buffer.from(JSON.stringify({ device: 'x', userId: me.id, password: 'x' })).toString('base64url')
  for (const value of ['x', payload, 'A'.repeat(22) + payload, '%', '"']) {
    const client = server.client({ cookies: new Map([['plinth-device', value]]) })
    expect(await outcome(client, me.email), value).toBe('SIGN_IN_FAILED')
    expect(await limitOf('pair', me.email, client.address), value).toMatchObject({ failures: 1 })
  }
})

test('a flood of right passwords in the same network does not hold up a known device', async () => {
  const [owner, other] = [await aUser(server), await aUser(server)]
  const { address } = server.client()
  const flood = many(60, () => outcome(server.client({ address }), other.me.email, other.password))
  // The queue of the network is full.
  await until('a refusal', () => server.log.lines.some(({ error }) => error === 'TOO_MANY_REQUESTS'))
  const known = server.client({ address, cookies: cookiesOf(owner.client, 'plinth-device') })
  const own = outcome(known, owner.me.email, owner.password).then(async (code) => [
    code,
    await Promise.race([flood, 'first']),
  ])
  expect(await own).toEqual(['OK', 'first'])
  expect(new Set(await flood)).toEqual(new Set(['OK', 'TOO_MANY_REQUESTS']))
})

test('a stolen session guesses no more at once from many networks', async () => {
  const { api, client } = await aUser(server)
  const [{ id = '' } = {}] = await api.sessions.list.query()
  // The next failure begins a wait of minutes, so only one is tried, however slow the machine is.
  await afterFailures(['device', id], 18)
  const session = cookiesOf(client, 'plinth-session')
  const guesses = await many(20, () => {
    const thief = server.client({ cookies: session })
    return outcomeOf(thief.api.users.changePassword.mutate({ currentPassword: wrong, newPassword: unique('new ') }))
  })
  expect(guesses.toSorted()).toEqual(['SIGN_IN_FAILED', ...Array(19).fill('TOO_MANY_ATTEMPTS')])
})
