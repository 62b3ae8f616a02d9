import { readFile } from 'node:fs/promises'
import { afterAll, expect, test } from 'vitest'
import { eventsOf } from '../testing/events.ts'
import { aProgram, aUser, signedInAgain, unique } from '../testing/factories.ts'
import { failureOf, outcomeOf } from '../testing/failure.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const day = 86_400_000

test('the list shows where one is signed in, the last used first, and no secret', async () => {
  const user = await aUser(server)
  const laptop = await signedInAgain(server, user)
  const { id: tokenId } = await user.api.sessions.createToken.mutate({ name: ' backup ', expiresInDays: 7 })
  await server.rows(`update sessions set "lastUsedAt" = now() - interval '1 hour' where id = $1`, [tokenId])
  const list = await laptop.api.sessions.list.query()
  expect(list).toHaveLength(3)
  expect(list.map(({ isCurrent }) => isCurrent)).toEqual([true, false, false])
  expect(list[2]).toEqual({
    id: tokenId,
    kind: 'token',
    name: 'backup',
    userAgent: expect.any(String),
    address: user.client.address,
    createdAt: expect.any(Date),
    lastUsedAt: expect.any(Date),
    expiresAt: expect.any(Date),
    isCurrent: false,
  })
  const stranger = await aUser(server)
  expect(await stranger.api.sessions.list.query()).toHaveLength(1)
})

test('a revoked session is refused at once, and the event tells what it was', async () => {
  const user = await aUser(server)
  const laptop = await signedInAgain(server, user)
  const [, other] = (await user.api.sessions.list.query()).toSorted((one) => (one.isCurrent ? -1 : 1))
  expect(await laptop.api.users.me.query()).not.toBeNull()
  expect(await user.api.sessions.revoke.mutate({ id: other?.id ?? '' })).toEqual({ id: other?.id })
  expect(await laptop.api.users.me.query()).toBeNull()
  expect(await outcomeOf(laptop.api.sessions.list.query())).toBe('SIGN_IN_REQUIRED')
  expect(await user.api.users.me.query()).not.toBeNull()
  const events = await eventsOf(server, other?.id ?? '')
  expect(events.map(({ type }) => type)).toEqual(['sessions.created', 'sessions.removed'])
  expect(events[1]).toMatchObject({
    actorId: user.me.id,
    before: { kind: 'browser', address: laptop.address },
    after: null,
  })
})

test("another's session cannot be revoked", async () => {
  const [user, stranger] = [await aUser(server), await aUser(server)]
  const [session] = await user.api.sessions.list.query()
  expect(await outcomeOf(stranger.api.sessions.revoke.mutate({ id: session?.id ?? '' }))).toBe('NOT_FOUND')
  expect(await user.api.users.me.query()).not.toBeNull()
})

test('revoking all ends every session but the current one', async () => {
  const user = await aUser(server)
  const browsers = [await signedInAgain(server, user), await signedInAgain(server, user)]
  const program = await aProgram(server, user)
  expect(await user.api.sessions.revokeAll.mutate()).toEqual({ revoked: 3 })
  for (const { api } of browsers) expect(await api.users.me.query()).toBeNull()
  expect(await outcomeOf(program.api.users.me.query())).toBe('SIGN_IN_REQUIRED')
  expect(await user.api.sessions.list.query()).toHaveLength(1)
  const [event] = (await eventsOf(server, user.me.id)).slice(-1)
  expect(event).toMatchObject({ type: 'sessions.removedAll', after: { revoked: 3 } })
})

test('signing out ends the session and clears the cookie', async () => {
  const { client, api } = await aUser(server)
  const before = client.copy()
  expect(await api.sessions.signOut.mutate()).toEqual({})
  expect(client.setCookies.at(-1)).toMatch(
    /^plinth-session=; Path=\/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax$/,
  )
  expect(client.token).toBeUndefined()
  expect(await api.users.me.query()).toBeNull()
  expect(await before.api.users.me.query()).toBeNull()
  expect(await outcomeOf(api.sessions.signOut.mutate())).toBe('SIGN_IN_REQUIRED')
})

test('the cookie is out of reach of scripts and other sites, and outlives the end that use of the session moves', async () => {
  const { client } = await aUser(server)
  const [cookie = ''] = client.setCookies
  const [, token, expires] =
    /^plinth-session=([\w-]{43}); Path=\/; Expires=([^;]+); HttpOnly; SameSite=Lax$/.exec(cookie) ?? []
  expect(token).toBe(client.token)
  expect(new Date(expires ?? '').getTime()).toBeGreaterThan(Date.now() + 300 * day)
  const [session] = await client.api.sessions.list.query()
  expect(session?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 29.9 * day)
  expect(session?.expiresAt.getTime()).toBeLessThan(Date.now() + 30.1 * day)
})

test('over https the cookie is for https alone, and one without the mark is not taken', async () => {
  await using secure = await startTestServer({ isSecure: true, databaseUrl: server.databaseUrl })
  const { client, api } = await aUser(secure)
  expect(client.setCookies).toEqual([
    expect.stringMatching(/^__Host-plinth-session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax; Secure$/),
    expect.stringMatching(/^__Host-plinth-device=[\w-]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax; Secure$/),
  ])
  expect(await api.users.me.query()).not.toBeNull()
  const value = client.token ?? ''
  const plain = secure.client({ cookies: new Map([['plinth-session', value]]) })
  expect(await plain.api.users.me.query()).toBeNull()
})

test('a bearer token is shown once, works for a program, opens no further ones, and ends by itself', async () => {
  const user = await aUser(server)
  const made = await user.api.sessions.createToken.mutate({ name: 'ci', expiresInDays: 2 })
  server.log.keepSecret(made.token)
  expect(made).toEqual({
    id: expect.any(String),
    token: expect.stringMatching(/^[\w-]{43}$/),
    expiresAt: expect.any(Date),
  })
  expect(Math.abs(made.expiresAt.getTime() - Date.now() - 2 * day)).toBeLessThan(60_000)
  const shownAgain = [await user.api.sessions.list.query(), await eventsOf(server, made.id)]
  expect(JSON.stringify(shownAgain)).not.toContain(made.token)

  const program = server.client({ bearer: made.token })
  expect(await program.api.users.me.query()).toEqual(user.me)
  const { slug } = await program.api.articles.create.mutate({
    title: 'By a program',
    description: '',
    body: '',
    tags: [],
  })
  expect((await user.api.articles.get.query({ slug })).author.id).toBe(user.me.id)
  for (const call of [
    () => program.api.sessions.createToken.mutate({ name: 'more', expiresInDays: 1 }),
    () => program.api.sessions.revokeAll.mutate(),
    () => program.api.sessions.revoke.mutate({ id: made.id }),
  ]) {
    expect(await failureOf(call())).toMatchObject({ code: 'FORBIDDEN', httpStatus: 403 })
  }
  expect(program.setCookies).toEqual([])

  await server.rows(`update sessions set "expiresAt" = now() - interval '1 second' where id = $1`, [made.id])
  // Another process, which has not cached it.
  await using other = await startTestServer({ databaseUrl: server.databaseUrl })
  expect(await outcomeOf(other.client({ bearer: made.token }).api.users.me.query())).toBe('SIGN_IN_REQUIRED')
})

test('a program gets a token with the request of the README, and hears what `bearer` has to be', async () => {
  const user = await aUser(server)
  const readme = await readFile(new URL('../../../../README.md', import.meta.url), 'utf8')
  const [, path = '', body = ''] = /TOKEN=\$\(curl -s localhost:3000(\S+) [^\n]*\\\n *-d '(.*?)'/.exec(readme) ?? []
  const sent = JSON.parse(body) as { bearer: object } // as in the README
  const ask = (bearer: unknown) =>
    user.client.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...sent, email: user.me.email, password: user.password, bearer }),
    })
  const { bearer } = (await (await ask(sent.bearer)).json()) as { bearer: { token: string } } // by its contract
  server.log.keepSecret(bearer.token)
  expect(await server.client({ bearer: bearer.token }).api.users.me.query()).toMatchObject({ id: user.me.id })

  for (const wrong of [true, 'yes', []]) {
    const refused = await ask(wrong)
    expect(refused.status).toBe(400)
    expect(JSON.stringify(await refused.json())).toContain('Expected an object with name, expiresInDays.')
  }
})

test('what is no bearer token is refused, whatever cookie comes with it, and what is no such header says nothing', async () => {
  const { client, me, password } = await aUser(server)
  const { cookie } = client.headers()
  const call = async (path: string, authorization: string) => {
    const response = await fetch(`${server.url}/api/${path}`, { headers: { authorization, cookie: cookie ?? '' } })
    return { response, text: await response.text() }
  }
  for (const token of ['', ' ', ' x', ` ${client.token}x`, ` ${'x'.repeat(500)}`, ` ${client.token}, x`]) {
    for (const path of ['users.me', 'articles.list']) {
      const { response, text } = await call(`trpc/${path}`, `Bearer${token}`)
      expect([token, response.status, text]).toEqual([token, 401, expect.stringContaining('"SIGN_IN_REQUIRED"')])
    }
    const { response } = await call('v1/users/me', `bearer${token}`)
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"'])
  }
  // The client need not remove the old token first.
  const again = server.client({ bearer: 'x'.repeat(43) }).api.sessions.signIn.mutate({ email: me.email, password })
  expect((await again).id).toBe(me.id)
  for (const other of [`Basic ${client.token}`, 'Bearers x', 'x'])
    expect((await call('trpc/users.me', other)).text).toContain(me.id)
})

test('no token and no password is stored anywhere', async () => {
  const user = await aUser(server)
  const { token } = await user.api.sessions.createToken.mutate({ name: 'hidden', expiresInDays: 1 })
  server.log.keepSecret(token)
  const tables = await server.rows<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  expect(tables.length).toBeGreaterThan(8)
  const holding = async (secret: string) => {
    const found = []
    for (const { name } of tables) {
      const rows = await server.rows(`select from ${name} t where position($1 in t::text) > 0`, [secret])
      if (rows.length > 0) found.push(name)
    }
    return found
  }
  expect(await holding(user.me.email)).toEqual(expect.arrayContaining(['users', 'events']))
  for (const secret of [token, user.client.token ?? '', user.password]) expect(await holding(secret)).toEqual([])
})

test('a token that the list of limits refuses is none: name and days are checked', async () => {
  const { api } = await aUser(server)
  for (const wrong of [
    { name: '' },
    { name: 'n'.repeat(81) },
    { expiresInDays: 0 },
    { expiresInDays: 366 },
    { expiresInDays: 1.5 },
  ]) {
    const call = api.sessions.createToken.mutate({ name: unique(), expiresInDays: 1, ...wrong })
    expect(Object.keys((await failureOf(call)).fields ?? {})).toEqual(Object.keys(wrong))
  }
})
