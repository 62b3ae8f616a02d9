import { afterAll, expect, test } from 'vitest'
import { countEvents, eventsOf } from '../testing/events.ts'
import { anOperator, aProgram, aUser, signedInAgain, unique } from '../testing/factories.ts'
import { failureOf, outcomeOf } from '../testing/failure.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const bearer = { name: 'Conduit', expiresInDays: 30 }
const address = () => `${unique()}@example.com`
/** Simulates that they signed in yesterday. */
const aged = (userId: string) =>
  server.rows(`update sessions set "provenAt" = now() - interval '1 day' where "userId" = $1`, [userId])

test('signing up and in answer with a bearer token where one is asked for, and then set no cookie', async () => {
  const [email, password] = [address(), unique('a password ')]
  const signUp = server.client()
  const { bearer: first, ...me } = await signUp.api.users.signUp.mutate({ name: 'Ada', email, password, bearer })
  const signIn = server.client()
  const { bearer: second } = await signIn.api.sessions.signIn.mutate({ email, password, bearer })
  for (const opened of [first, second]) {
    server.log.keepSecret(opened?.token ?? '')
    expect(opened?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 29 * 86_400_000)
    const program = server.client({ bearer: opened?.token ?? '' })
    expect(await program.api.users.me.query()).toEqual(me)
  }
  expect([...signUp.setCookies, ...signIn.setCookies]).toEqual([])
  expect(await signUp.api.users.me.query()).toBeNull()
  const program = server.client({ bearer: first?.token ?? '' })
  expect((await program.api.sessions.list.query()).map(({ kind, name }) => [kind, name])).toEqual([
    ['token', 'Conduit'],
    ['token', 'Conduit'],
  ])
  // The answer to a browser contains no token.
  expect(await server.client().api.sessions.signIn.mutate({ email, password })).toEqual(me)
})

test('profile, address and password change together, with an event for each, and end all other sessions', async () => {
  const user = await aUser(server)
  const [browser, program] = [await signedInAgain(server, user), await aProgram(server, user)]
  const given = { name: 'New Name', email: address(), newPassword: unique('another ') }
  const changed = await user.api.users.update.mutate({ version: 1, ...given })
  expect(changed).toMatchObject({ name: 'New Name', email: given.email, version: 2 })
  expect(await user.api.users.me.query()).toEqual(changed)
  expect(await browser.api.users.me.query()).toBeNull()
  expect(await outcomeOf(program.api.users.me.query())).toBe('SIGN_IN_REQUIRED')
  const types = (await eventsOf(server, user.me.id)).map(({ type }) => type)
  expect(types.toSorted()).toEqual(['users.created', 'users.passwordChanged', 'users.updated'])
  const signIn = (email: string, password: string) =>
    outcomeOf(server.client().api.sessions.signIn.mutate({ email, password }))
  expect(await signIn(given.email, given.newPassword)).toBe('OK')
  expect(await signIn(given.email, user.password)).toBe('SIGN_IN_FAILED')
  expect(await signIn(user.me.email, given.newPassword)).toBe('SIGN_IN_FAILED')
})

test('a change that is refused in one part changes nothing of the other', async () => {
  const [user, other] = [await aUser(server), await aUser(server)]
  const events = await countEvents(server)
  const newPassword = unique('another ')
  const refused = [
    [{ email: other.me.email, newPassword }, 'USERS_EMAIL_TAKEN', 'email'],
    [{ username: other.me.username, newPassword }, 'USERS_USERNAME_TAKEN', 'username'],
  ] as const
  for (const [given, code, field] of refused) {
    const failure = await failureOf(user.api.users.update.mutate({ version: 1, ...given }))
    expect(failure).toMatchObject({ code, fields: { [field]: [expect.any(String)] } })
  }
  expect(await outcomeOf(user.api.users.update.mutate({ version: 9, newPassword }))).toBe('CONFLICT')
  expect(await user.api.users.me.query()).toEqual(user.me)
  expect(await countEvents(server)).toBe(events)
  expect(
    await outcomeOf(server.client().api.sessions.signIn.mutate({ email: user.me.email, password: user.password })),
  ).toBe('OK')
})

test('another address, a new password or leaving needs the password when signing in is long ago', async () => {
  const user = await aUser(server)
  await aged(user.me.id)
  // From another browser, whose session the server has not cached as fresh.
  const old = await (async () => {
    const client = await signedInAgain(server, user)
    await aged(user.me.id)
    return client.api
  })()
  const { password: currentPassword } = user
  const [email, newPassword] = [address(), unique('another ')]
  for (const given of [{ email }, { newPassword }]) {
    expect(await outcomeOf(old.users.update.mutate({ version: 1, ...given }))).toBe('REAUTHENTICATION_REQUIRED')
    const wrong = { ...given, currentPassword: 'not mine' }
    expect(await outcomeOf(old.users.update.mutate({ version: 1, ...wrong }))).toBe('SIGN_IN_FAILED')
  }
  expect(await outcomeOf(old.users.changePassword.mutate({ newPassword }))).toBe('REAUTHENTICATION_REQUIRED')
  expect(await outcomeOf(old.users.remove.mutate({ id: user.me.id }))).toBe('REAUTHENTICATION_REQUIRED')
  // Other changes need no proof, even if they include the unchanged address.
  const same = await old.users.update.mutate({ version: 1, email: user.me.email, bio: 'Hello' })
  expect(same).toMatchObject({ bio: 'Hello', version: 2 })
  expect(await old.users.update.mutate({ version: 2, email, currentPassword })).toMatchObject({ email, version: 3 })
  expect(await old.users.remove.mutate({ id: user.me.id, currentPassword })).toEqual({ id: user.me.id })
})

test('an operator takes away an account, but never that of an operator', async () => {
  const [operator, another, user] = [await anOperator(server), await anOperator(server), await aUser(server)]
  for (const { me } of [operator, another])
    expect(await outcomeOf(operator.api.users.remove.mutate({ id: me.id }))).toBe('NOT_FOUND')
  expect(await operator.api.users.remove.mutate({ id: user.me.id })).toEqual({ id: user.me.id })
  expect(await user.api.users.me.query()).toBeNull()
  expect((await eventsOf(server, user.me.id)).at(-1)).toMatchObject({
    type: 'users.removed',
    actorId: operator.me.id,
    before: { username: user.me.username },
  })
})
