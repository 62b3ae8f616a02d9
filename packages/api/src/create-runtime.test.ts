import { afterAll, expect, test } from 'vitest'
import { createRuntime } from './create-runtime.ts'
import { openSessions } from './identity/sessions.ts'
import { createSigner } from './kit/signer.ts'
import { aDraft, aProgram, aUser } from './testing/factories.ts'
import { startTestServer } from './testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

/** All sessions, without what a visit changes. */
const sessionIds = () => server.rows('select id from sessions order by id')

const faults: { error: unknown; procedure: string; requestId: string }[] = []
const runtime = createRuntime(
  {
    database: server.database,
    sessions: openSessions(server.database, server.listener, () => undefined),
    isSecure: false,
    signer: createSigner('key'),
  },
  { authSecret: 'secret', onFault: (error, procedure, requestId) => void faults.push({ error, procedure, requestId }) },
)
const user = await aUser(server)
const headersOf = ({ client }: typeof user) => new Headers({ cookie: client.headers().cookie ?? '' })

test('a page acts as whoever sent its headers', async () => {
  const { slug } = await aDraft(user)
  const caller = runtime.caller(headersOf(user))
  expect(await caller.users.me()).toEqual(user.me)
  expect((await caller.articles.get({ slug })).author.id).toBe(user.me.id)
  await expect(runtime.caller(new Headers()).articles.get({ slug })).rejects.toMatchObject({
    cause: { code: 'NOT_FOUND' },
  })
  expect(await runtime.caller(new Headers({ cookie: 'next-auth.session-token=none' })).users.me()).toBeNull()
})

test('pages and procedures read the same session', async () => {
  expect(await runtime.session(headersOf(user))).toMatchObject({ kind: 'browser', user: user.me })
  expect(await runtime.session(new Headers())).toBeNull()
  const program = await aProgram(server, user)
  const authorization = program.headers().authorization ?? ''
  expect(await runtime.session(new Headers({ authorization }))).toMatchObject({ kind: 'token', user: user.me })
})

test('a page that renders cannot sign anyone in or out', async () => {
  const before = await sessionIds()
  const credentials = { email: user.me.email, password: user.password }
  await expect(runtime.caller(new Headers()).sessions.signIn(credentials)).rejects.toMatchObject({
    cause: { code: 'INTERNAL' },
  })
  await expect(runtime.caller(headersOf(user)).sessions.signOut()).rejects.toMatchObject({
    cause: { code: 'INTERNAL' },
  })
  expect(await sessionIds()).toEqual(before)
  expect(faults.map(({ procedure }) => procedure)).toEqual(['sessions.signIn', 'sessions.signOut'])
})

test("NextAuth's end points see the same session, and ending it there ends it here", async () => {
  const other = await aUser(server)
  const token = other.client.token ?? ''
  const { adapter } = runtime.auth
  const seen = await adapter.getSessionAndUser(token)
  expect(seen).toEqual({
    session: { sessionToken: token, userId: other.me.id, expires: expect.any(Date) },
    user: { id: other.me.id, email: other.me.email, emailVerified: null, name: other.me.name, image: null },
  })
  expect(await adapter.updateSession({ sessionToken: token, expires: new Date(0) })).toEqual(seen?.session)
  expect(await adapter.getSessionAndUser('none')).toBeNull()
  await adapter.deleteSession(token)
  expect(await adapter.getSessionAndUser(token)).toBeNull()
})
