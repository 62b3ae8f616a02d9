import { unique } from '@plinth/api/testing/factories'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answers } from '../testing/schemas.ts'
import { startTestConduit, type TestConduit } from '../testing/test-conduit.ts'

let conduit: TestConduit
beforeAll(async () => {
  conduit = await startTestConduit()
})
afterAll(() => conduit[Symbol.asyncDispose]())

const blank = ["can't be blank"]
const taken = ['has already been taken']

const anAccount = () => ({
  username: unique('u'),
  email: `${unique()}@example.com`,
  password: unique('correct horse '),
})

async function update(token: string, user: object) {
  return conduit.call('PUT /user', { token, body: { user } })
}

test('who signs up is shown with the token that later requests carry', async () => {
  const account = anAccount()
  const answer = await conduit.call('POST /users', { body: { user: { ...account, role: 'admin' } } })
  expect(answer.status).toBe(201)
  const { user } = answers.user.parse(answer.json)
  conduit.keepSecret(user.token)
  conduit.keepSecret(account.password)
  expect(user).toMatchObject({ username: account.username, email: account.email, bio: null, image: null })

  for (const authorization of [`Token ${user.token}`, `Bearer ${user.token}`]) {
    const me = await conduit.call('GET /user', { headers: { authorization } })
    expect([me.status, answers.user.parse(me.json).user]).toEqual([200, user])
  }
})

test('a sign-in opens another token; a wrong password and an unknown address are refused alike', async () => {
  const { email, password, token, username } = await conduit.person()
  const answer = await conduit.call('POST /users/login', { body: { user: { email, password } } })
  const { user } = answers.user.parse(answer.json)
  conduit.keepSecret(user.token)
  expect([answer.status, user.username, user.token === token]).toEqual([200, username, false])
  for (const wrong of [
    { email, password: 'wrong' },
    { email: 'nobody@example.com', password },
    { email: 'no address', password },
  ]) {
    const { refusal } = await conduit.call('POST /users/login', { body: { user: wrong } })
    expect([wrong, refusal]).toEqual([wrong, [401, { credentials: ['invalid'] }]])
  }
})

test('who tries too many passwords has to wait, and is told how long', async () => {
  const { email } = await conduit.person()
  const attempt = () => conduit.call('POST /users/login', { body: { user: { email, password: 'wrong' } } })
  let answer = await attempt()
  for (let tries = 1; tries < 20 && answer.status === 401; tries++) answer = await attempt()
  expect(answer.refusal).toEqual([429, { credentials: [expect.any(String)] }])
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
})

// Plinth saw only the address of Conduit, so one client that guessed passwords kept everyone from signing in.
test('who guesses at many accounts holds up nobody at another address', async () => {
  const guess = (address: string) => {
    const user = { email: `${unique()}@example.com`, password: 'wrong' }
    return conduit.call('POST /users/login', { headers: { 'x-forwarded-for': address }, body: { user } })
  }
  const guesses = await Promise.all(Array.from({ length: 40 }, () => guess('203.0.113.7')))
  expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([401, 429]))
  expect((await guess('203.0.113.8')).status).toBe(401)
})

test('a request has one id, in the answer and in the logs of both', async () => {
  const { headers } = await conduit.call('GET /tags')
  const id = headers.get('x-request-id')
  expect(conduit.log.filter((line) => JSON.parse(line).requestId === id)).toHaveLength(1)
  expect(conduit.plinth.log.lines).toContainEqual(expect.objectContaining({ requestId: id, procedures: ['tags.list'] }))
  const own = await conduit.call('GET /tags', { headers: { 'x-request-id': 'chosen-by-a-reader' } })
  expect(own.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
})

test('what a sign-in lacks is told by field', async () => {
  for (const user of [{}, { email: '', password: ' ' }, { email: null, password: null }])
    expect((await conduit.call('POST /users/login', { body: { user } })).refusal).toEqual([
      422,
      { email: blank, password: blank },
    ])
  expect((await conduit.call('POST /users/login', { body: { user: { email: 1, password: [] } } })).refusal).toEqual([
    422,
    { email: ['is invalid'], password: ['is invalid'] },
  ])
})

test.each(['username', 'email', 'password'])('an account without %s is refused', async (field) => {
  for (const value of [undefined, null, '', '  ']) {
    const user = { ...anAccount(), [field]: value }
    expect((await conduit.call('POST /users', { body: { user } })).refusal).toEqual([422, { [field]: blank }])
  }
  for (const value of [1, true, [], {}]) {
    const user = { ...anAccount(), [field]: value }
    expect((await conduit.call('POST /users', { body: { user } })).refusal).toEqual([422, { [field]: ['is invalid'] }])
  }
})

test.each([
  ['username', 'x'.repeat(51), /^is too long/],
  ['password', 'x'.repeat(201), /^is too long/],
  ['password', 'short', /^is too short/],
  ['email', 'no address', /^is invalid/],
  ['email', `${'x'.repeat(300)}@example.com`, /^is too long/],
  ['username', 'two words', /^is invalid/],
])('%s %j is refused by name', async (field, value, text) => {
  const user = { ...anAccount(), [field]: value }
  const [status, errors] = (await conduit.call('POST /users', { body: { user } })).refusal
  expect([status, Object.keys(errors)]).toEqual([422, [field]])
  expect(errors[field]?.[0]).toMatch(text)
})

test('usernames keep their case and are found in any; taken is taken in any case', async () => {
  const username = unique('MixedCase')
  const { email, token } = await conduit.person(username)
  const me = await conduit.call('GET /user', { token })
  expect(answers.user.parse(me.json).user.username).toBe(username)
  for (const asked of [username, username.toUpperCase()]) {
    const { json } = await conduit.call(`GET /profiles/${asked}`)
    expect(answers.profile.parse(json).profile.username).toBe(username)
  }
  for (const same of [username, username.toLowerCase()]) {
    const { refusal } = await conduit.call('POST /users', { body: { user: { ...anAccount(), username: same } } })
    expect(refusal).toEqual([409, { username: taken }])
  }
  const { refusal } = await conduit.call('POST /users', { body: { user: { ...anAccount(), email } } })
  expect(refusal).toEqual([409, { email: taken }])
})

test('of two sign-ups with one name at once, one has it', async () => {
  const username = unique('u')
  const both = await Promise.all(
    [0, 1].map(() => conduit.call('POST /users', { body: { user: { ...anAccount(), username } } })),
  )
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
  expect(both.find(({ status }) => status === 409)?.refusal).toEqual([409, { username: taken }])
})

test('a profile is changed in part; empty and null clear bio and image', async () => {
  const { token, username, email } = await conduit.person()
  const written = { bio: '<b onclick="x">bio</b>', image: 'https://example.com/a.png' }
  for (const emptied of ['', null]) {
    const changed = await update(token, written)
    expect(changed.status).toBe(200)
    expect(answers.user.parse(changed.json).user).toEqual({ ...written, username, email, token })
    expect(answers.user.parse((await update(token, { bio: emptied })).json).user).toMatchObject({
      ...written,
      bio: null,
    })
    expect(answers.user.parse((await update(token, { image: emptied })).json).user).toMatchObject({ image: null })
    const me = await conduit.call('GET /user', { token })
    expect(answers.user.parse(me.json).user).toMatchObject({ bio: null, image: null })
  }
})

test('another name, address and password hold at once', async () => {
  const { token, email, password } = await conduit.person()
  const next = anAccount()
  conduit.keepSecret(next.password)
  const answer = await update(token, { ...next, username: `${next.username}Big` })
  expect(answers.user.parse(answer.json).user).toMatchObject({
    email: next.email,
    username: `${next.username}Big`,
    token,
  })
  expect((await conduit.call('GET /user', { token })).status).toBe(200)
  const signIn = async (user: object) => {
    const { status, json } = await conduit.call('POST /users/login', { body: { user } })
    if (status === 200) conduit.keepSecret(answers.user.parse(json).user.token)
    return status
  }
  expect(await signIn({ email: next.email, password: next.password })).toBe(200)
  expect(await signIn({ email: next.email, password })).toBe(401)
  expect(await signIn({ email, password: next.password })).toBe(401)
})

test('a change that is not valid changes nothing', async () => {
  const [{ token, username, email }, other] = [await conduit.person(), await conduit.person()]
  for (const field of ['username', 'email', 'password']) {
    for (const value of [null, '', ' '])
      expect((await update(token, { [field]: value })).refusal).toEqual([422, { [field]: blank }])
    expect((await update(token, { [field]: 7 })).refusal).toEqual([422, { [field]: ['is invalid'] }])
  }
  for (const field of ['bio', 'image'])
    expect((await update(token, { [field]: 7 })).refusal).toEqual([422, { [field]: ['is invalid'] }])
  expect((await update(token, { bio: 'x'.repeat(1_001) })).refusal[0]).toBe(422)
  expect((await update(token, { username: other.username.toUpperCase() })).refusal).toEqual([409, { username: taken }])
  expect((await update(token, { email: other.email })).refusal).toEqual([409, { email: taken }])
  const me = await conduit.call('GET /user', { token })
  expect(answers.user.parse(me.json).user).toEqual({ username, email, token, bio: null, image: null })
})

test('an update needs at least one field', async () => {
  const { token } = await conduit.person()
  expect((await update(token, {})).refusal).toEqual([422, { user: blank }])
  expect((await update(token, { role: 'admin' })).refusal).toEqual([422, { user: blank }])
})

test('a profile tells whether the reader follows it, however often they said so', async () => {
  const [reader, author] = [await conduit.person(), await conduit.person(unique('Author'))]
  const path = `/profiles/${author.username}`
  const isFollowing = async (request: string, token: string | undefined) => {
    const { status, json } = await conduit.call(request, { token })
    const { profile } = answers.profile.parse(json)
    expect([status, profile.username]).toEqual([200, author.username])
    return profile.following
  }
  const follow = () => isFollowing(`POST ${path}/follow`, reader.token)
  expect(await isFollowing(`GET ${path}`, reader.token)).toBe(false)
  expect(await Promise.all([follow(), follow()])).toEqual([true, true])
  expect(await isFollowing(`GET ${path}`, reader.token)).toBe(true)
  expect(await isFollowing(`GET ${path}`, undefined)).toBe(false)
  expect(await isFollowing(`DELETE ${path}/follow`, reader.token)).toBe(false)
  expect(await isFollowing(`DELETE ${path}/follow`, reader.token)).toBe(false)
})

test('nobody is followed by themselves', async () => {
  const { token, username } = await conduit.person()
  const { refusal } = await conduit.call(`POST /profiles/${username}/follow`, { token })
  expect(refusal).toEqual([422, { profile: [expect.stringMatching(/^is invalid/)] }])
})
