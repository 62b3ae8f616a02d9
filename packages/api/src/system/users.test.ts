import { afterAll, expect, test } from 'vitest'
import { countEvents, eventsOf } from '../testing/events.ts'
import { aProgram, aUser, signedInAgain, unique } from '../testing/factories.ts'
import { failureOf, outcomeOf } from '../testing/failure.ts'
import { hold, untilBlocked } from '../testing/held.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const anyone = server.client().api
const email = () => `${unique()}@example.com`

test('signing up opens an account, signs in and shows the declared fields alone', async () => {
  const client = server.client({ userAgent: 'Firefox' })
  const password = unique('a password ')
  server.log.keepSecret(password)
  const given = { name: ' Ada Lovelace ', email: ' Ada.L@Example.COM ', username: 'Ada-L', password }
  const me = await client.api.users.signUp.mutate(given)
  expect(me).toEqual({
    id: expect.any(String),
    email: 'ada.l@example.com',
    name: 'Ada Lovelace',
    username: 'ada-l',
    bio: '',
    picture: null,
    isOperator: false,
    createdAt: expect.any(Date),
    version: 1,
  })
  expect(await client.api.users.me.query()).toEqual(me)
  expect(await anyone.users.me.query()).toBeNull()
  const { email: _, isOperator: __, version: ___, ...profile } = me
  expect(await anyone.users.get.query({ username: 'ada-l' })).toEqual(profile)

  const events = await eventsOf(server, me.id)
  const account = { email: 'ada.l@example.com', name: 'Ada Lovelace', username: 'ada-l', isOperator: false }
  const after = { ...account, bio: '', picture: null, version: 1 }
  expect(events).toEqual([
    expect.objectContaining({ type: 'users.created', actorType: 'user', actorId: me.id, before: null, after }),
  ])
})

test('an e-mail address or username that is taken is named, whatever its case, and nothing is left behind', async () => {
  const taken = await aUser(server, { username: unique('taken-') })
  const events = await countEvents(server)
  const given = { name: 'Second', password: taken.password }
  const client = server.client()
  const again = await failureOf(client.api.users.signUp.mutate({ ...given, email: taken.me.email.toUpperCase() }))
  expect(again).toMatchObject({ code: 'USERS_EMAIL_TAKEN', httpStatus: 409, fields: { email: [expect.any(String)] } })
  const username = taken.me.username.toUpperCase()
  const named = await failureOf(client.api.users.signUp.mutate({ ...given, email: email(), username }))
  expect(named).toMatchObject({
    code: 'USERS_USERNAME_TAKEN',
    httpStatus: 409,
    fields: { username: [expect.any(String)] },
  })
  expect(client.setCookies).toEqual([])
  expect(await countEvents(server)).toBe(events)
  expect(await server.rows(`select from users where name = 'Second'`)).toEqual([])
})

test('of many who sign up with one address at once, one gets it', async () => {
  const address = email()
  const password = unique('a password ')
  const outcomes = await Promise.all(
    Array.from({ length: 6 }, () =>
      outcomeOf(server.client().api.users.signUp.mutate({ name: 'Twin', email: address, password })),
    ),
  )
  expect(outcomes.toSorted()).toEqual(['OK', ...Array(5).fill('USERS_EMAIL_TAKEN')])
})

test('many of one name at once, and names of any alphabet, get usernames of their own', async () => {
  const names = [...Array(12).fill('Jane Doe'), '李小龙', 'Øy', '🎉', 'Æ'.repeat(80), '-'.repeat(10)]
  const users = await Promise.all(names.map((name) => aUser(server, { name })))
  const usernames = users.map(({ me }) => me.username)
  expect(new Set(usernames).size).toBe(names.length)
  for (const username of usernames) {
    expect(username).toMatch(/^[a-z0-9][a-z0-9-]{1,28}[a-z0-9]$/)
    expect((await anyone.users.get.query({ username })).username).toBe(username)
  }
})

test('a username that someone takes in the same moment gives way to another', async () => {
  await using other = await hold(
    server,
    `insert into users (id, email, name, username) values (gen_random_uuid(), 'tom@example.com', 'Tom', 'tom-thumb')`,
  )
  const user = aUser(server, { name: 'Tom Thumb' })
  await untilBlocked(server)
  await other.commit()
  expect((await user).me.username).toMatch(/^tom-thumb-[a-z0-9]{6}$/)
})

test('what is no name, address, username or password is refused with its field', async () => {
  const fine = { name: 'Ada', email: email(), password: 'long enough 1' }
  const fieldsOf = async (given: object) =>
    Object.keys((await failureOf(anyone.users.signUp.mutate({ ...fine, ...given }))).fields ?? {})
  expect(await fieldsOf({ name: ' ' })).toEqual(['name'])
  expect(await fieldsOf({ name: 'n'.repeat(81) })).toEqual(['name'])
  for (const wrong of ['no address', 'a@b', `${'a'.repeat(250)}@example.com`]) {
    expect(await fieldsOf({ email: wrong })).toEqual(['email'])
  }
  for (const wrong of ['ab', 'a'.repeat(51), 'sp ace', '-edge', 'edge-', 'ünïcode']) {
    expect(await fieldsOf({ username: wrong })).toEqual(['username'])
  }
  expect(await fieldsOf({ password: 'tooshor' })).toEqual(['password'])
  expect(await fieldsOf({ password: 'x'.repeat(201) })).toEqual(['password'])
  expect(await fieldsOf({ isOperator: true })).toEqual([''])
})

test('a profile changes by its version, and everyone sees it', async () => {
  const { api, me } = await aUser(server)
  const username = unique('new-')
  const given = { name: 'New Name', username, bio: 'Hello', picture: 'https://example.com/p.png' }
  const changed = await api.users.update.mutate({ version: 1, ...given })
  expect(changed).toEqual({ ...me, ...given, version: 2 })
  expect(await api.users.me.query()).toEqual(changed)
  expect(await anyone.users.get.query({ username })).toMatchObject({ name: 'New Name', bio: 'Hello' })
  expect(await outcomeOf(anyone.users.get.query({ username: me.username }))).toBe('NOT_FOUND')
  const removed = await api.users.update.mutate({ version: 2, picture: null })
  expect(removed).toEqual({ ...changed, picture: null, version: 3 })

  expect(await outcomeOf(api.users.update.mutate({ version: 2, name: 'Stale' }))).toBe('CONFLICT')
  const other = await aUser(server)
  expect(await outcomeOf(api.users.update.mutate({ version: 3, username: other.me.username }))).toBe(
    'USERS_USERNAME_TAKEN',
  )
  expect(await api.users.me.query()).toEqual(removed)

  const events = (await eventsOf(server, me.id)).slice(1)
  expect(events.map(({ type, before, after }) => ({ type, before, after }))).toEqual([
    {
      type: 'users.updated',
      before: { name: me.name, username: me.username, bio: '', picture: null, version: 1 },
      after: { ...given, version: 2 },
    },
    { type: 'users.updated', before: { picture: given.picture, version: 2 }, after: { picture: null, version: 3 } },
  ])
})

test('a picture is an https address and nothing else', async () => {
  const { api } = await aUser(server)
  for (const picture of [
    'http://example.com/p.png',
    'javascript:alert(1)',
    'data:image/png;base64,AA',
    '//example.com',
    'x',
  ]) {
    expect((await failureOf(api.users.update.mutate({ version: 1, picture }))).fields).toHaveProperty('picture')
  }
})

test('changing the password ends all other sessions, bearer tokens included, and the old password', async () => {
  const user = await aUser(server)
  const [laptop, program] = [await signedInAgain(server, user), await aProgram(server, user)]
  const newPassword = unique('a new password ')
  server.log.keepSecret(newPassword)

  const wrong = { currentPassword: `${user.password}!`, newPassword }
  expect(await failureOf(user.api.users.changePassword.mutate(wrong))).toMatchObject({
    code: 'SIGN_IN_FAILED',
    httpStatus: 401,
  })
  expect(await laptop.api.users.me.query()).not.toBeNull()

  const right = { currentPassword: user.password, newPassword }
  expect(await user.api.users.changePassword.mutate(right)).toEqual({ endedSessions: 2 })
  expect(await user.api.users.me.query()).toEqual(user.me)
  expect(await laptop.api.users.me.query()).toBeNull()
  expect(await outcomeOf(program.api.users.me.query())).toBe('SIGN_IN_REQUIRED')
  expect(await outcomeOf(program.api.sessions.list.query())).toBe('SIGN_IN_REQUIRED')

  const signIn = (password: string) =>
    outcomeOf(server.client().api.sessions.signIn.mutate({ email: user.me.email, password }))
  expect(await signIn(user.password)).toBe('SIGN_IN_FAILED')
  expect(await signIn(newPassword)).toBe('OK')
  const [event] = (await eventsOf(server, user.me.id)).slice(-1)
  expect(event).toMatchObject({ type: 'users.passwordChanged', before: null, after: { endedSessions: 2 } })
})

test('a password counts as the same however its accents are typed', async () => {
  const user = await aUser(server, { password: 'cre\u0300me bru\u0302le\u0301e' })
  const composed = server
    .client()
    .api.sessions.signIn.mutate({ email: user.me.email, password: 'crème brûlée'.normalize('NFC') })
  expect(await outcomeOf(composed)).toBe('OK')
})
