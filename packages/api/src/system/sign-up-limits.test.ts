import { afterAll, expect, test } from 'vitest'
import { openSigner } from '../identity/signing-key.ts'
import { aUser, unique } from '../testing/factories.ts'
import { failureOf, outcomeOf } from '../testing/failure.ts'
import type { TestClient } from '../testing/test-client.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer({ acts: { signUp: 5, newPassword: 3, newAddress: 3 } })
afterAll(() => server[Symbol.asyncDispose]())

const someone = (given: { email?: string; username?: string } = {}) => {
  const password = unique('correct horse ')
  server.log.keepSecret(password)
  return { name: 'Ada', email: `${unique()}@example.com`, password, ...given }
}
const signUp = (client: TestClient, given: Parameters<typeof someone>[0] = {}) =>
  outcomeOf(client.api.users.signUp.mutate(someone(given)))
const accounts = async () => (await server.rows<{ n: number }>('select count(*)::int as n from users'))[0]?.n ?? 0

test('one network makes five accounts in an hour, whoever asks from it', async () => {
  const { address } = server.client()
  for (let nth = 0; nth < 5; nth++) expect(await signUp(server.client({ address }))).toBe('OK')
  const before = await accounts()
  const refused = await failureOf(server.client({ address }).api.users.signUp.mutate(someone()))
  expect(refused.code).toBe('TOO_MANY_ATTEMPTS')
  expect(refused.retryAfterSeconds).toBeGreaterThan(3_500)
  expect(refused.retryAfterSeconds).toBeLessThanOrEqual(3_600)
  expect(await accounts()).toBe(before)
  expect(await signUp(server.client())).toBe('OK')
  const signer = await openSigner(server.database.open(), 'cursors')
  await server.rows(`update sign_in_limits set "blockedUntil" = now() where key = $1`, [
    signer.hash('limit', 'signUp', address),
  ])
  expect(await signUp(server.client({ address }))).toBe('OK')
})

test('a batch is as many sign-ups as it has calls', async () => {
  const client = server.client()
  const before = await accounts()
  const calls = Object.fromEntries(Array.from({ length: 20 }, (_, nth) => [nth, { json: someone() }]))
  const path = Array(20).fill('users.signUp').join(',')
  const response = await client.fetch(`/api/trpc/${path}?batch=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(calls),
  })
  expect(response.headers.get('retry-after')).toMatch(/^3[56]\d\d$/)
  expect(await accounts()).toBe(before + 5)
})

test('with a taken username every e-mail address gets the same answer', async () => {
  const [{ me }, username] = [await aUser(server), unique('u-')]
  expect(await signUp(server.client(), { username })).toBe('OK')
  const client = server.client()
  const taken = await failureOf(client.api.users.signUp.mutate(someone({ username, email: me.email })))
  const unknown = await failureOf(client.api.users.signUp.mutate(someone({ username })))
  expect([taken.code, taken.fields]).toEqual(['USERS_USERNAME_TAKEN', unknown.fields])
  expect(unknown.code).toBe('USERS_USERNAME_TAKEN')
})

test('looking for addresses is limited and leaves a trace without them', async () => {
  const { me } = await aUser(server)
  const client = server.client()
  for (let nth = 0; nth < 5; nth++) {
    const { code, requestId } = await failureOf(client.api.users.signUp.mutate(someone({ email: me.email })))
    expect(code).toBe('USERS_EMAIL_TAKEN')
    const line = await server.lineOf(requestId)
    expect(line).toMatchObject({ error: 'USERS_EMAIL_TAKEN', limit: { act: 'signUp', count: nth + 1, most: 5 } })
    expect(JSON.stringify(line)).not.toContain(me.email)
  }
  expect(await signUp(client, { email: me.email })).toBe('TOO_MANY_ATTEMPTS')
})

test('a signed-in person looks for addresses no faster, and keeps the own one without counting', async () => {
  const [user, other] = [await aUser(server), await aUser(server)]
  const { email } = other.me
  const update = (given: object) => outcomeOf(user.api.users.update.mutate({ version: user.me.version, ...given }))
  for (let nth = 0; nth < 3; nth++) expect(await update({ email })).toBe('USERS_EMAIL_TAKEN')
  expect(await update({ email })).toBe('TOO_MANY_ATTEMPTS')
  expect(await update({ email: user.me.email, name: 'Ada L' })).toBe('OK')
})

test('many accounts of one network look for addresses no faster than one', async () => {
  const { address } = server.client()
  const users = await Promise.all(Array.from({ length: 4 }, () => aUser(server)))
  const { email } = (await aUser(server)).me
  const look = async ({ me, password }: (typeof users)[number], from: string) => {
    const client = server.client({ address: from })
    await client.api.sessions.signIn.mutate({ email: me.email, password })
    return outcomeOf(client.api.users.update.mutate({ version: me.version, email }))
  }
  const found = []
  for (const user of users) found.push(await look(user, address))
  expect(found).toEqual(['USERS_EMAIL_TAKEN', 'USERS_EMAIL_TAKEN', 'USERS_EMAIL_TAKEN', 'TOO_MANY_ATTEMPTS'])
  const [first] = users
  // In another network the account has attempts left, and that network has its own.
  if (first) expect(await look(first, server.client().address)).toBe('USERS_EMAIL_TAKEN')
})

test('an account makes three new passwords in an hour', async () => {
  const user = await aUser(server)
  let { password } = user
  const change = async () => {
    const newPassword = unique('a new password ')
    server.log.keepSecret(newPassword)
    const done = await outcomeOf(user.api.users.changePassword.mutate({ currentPassword: password, newPassword }))
    if (done === 'OK') password = newPassword
    return done
  }
  for (let nth = 0; nth < 3; nth++) expect(await change()).toBe('OK')
  expect(await change()).toBe('TOO_MANY_ATTEMPTS')
})

test('a wrong set-up link is refused before a password is hashed', async () => {
  const client = server.client()
  const input = {
    name: 'Mallory',
    email: `${unique()}@example.com`,
    password: unique('correct horse '),
    token: 'x'.repeat(43),
  }
  server.log.keepSecret(input.password)
  // More attempts than the limit of sign-ups: only those that compute a hash are counted.
  for (let nth = 0; nth < 7; nth++)
    expect(await outcomeOf(client.api.users.setUp.mutate(input))).toBe('USERS_SETUP_LINK_INVALID')
})
