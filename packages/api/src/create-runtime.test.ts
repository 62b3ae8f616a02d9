import { afterAll, expect, test } from 'vitest'
import { createRuntime } from './create-runtime.ts'
import { createSigner } from './kit/signer.ts'
import { requestIdHeader } from './runtime.ts'
import { allowEvents, countEvents, eventsOf, refuseEvents } from './testing/events.ts'
import { aDraft, aProgram, aUser, type TestUser } from './testing/factories.ts'
import { outcomeOf } from './testing/failure.ts'
import { hold, untilBlocked } from './testing/held.ts'
import type { TestClient } from './testing/test-client.ts'
import { startTestServer } from './testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

/** The ids of all sessions, without the columns that a visit changes. */
const sessionIds = () => server.rows('select id from sessions order by id')

const faults: { error: unknown; procedure: string; requestId: string }[] = []
const servicesOf = () => ({ ...server.services, signer: createSigner('key') })
const runtime = createRuntime(servicesOf(), {
  authSecret: 'secret',
  onFault: (error, procedure, requestId) => void faults.push({ error, procedure, requestId }),
})
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
  expect(await runtime.caller(new Headers({ cookie: 'plinth-session=none' })).users.me()).toBeNull()
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

const adapter = (requestId: string) => runtime.auth.adapter(new Headers({ [requestIdHeader]: requestId }))

test("NextAuth's end points see the same session, and only signing out changes it", async () => {
  const other = await aUser(server)
  const token = other.client.token ?? ''
  const before = await sessionIds()
  const seen = await adapter('a').getSessionAndUser(token)
  expect(seen).toEqual({
    session: { sessionToken: token, userId: other.me.id, expires: expect.any(Date) },
    user: { id: other.me.id, email: other.me.email, emailVerified: null, name: other.me.name, image: null },
  })
  const events = await countEvents(server)
  expect(await adapter('a').updateSession({ sessionToken: token, expires: new Date(0) })).toEqual(seen?.session)
  expect(await adapter('a').getSessionAndUser(token)).toEqual(seen)
  expect(await adapter('a').getSessionAndUser('none')).toBeNull()
  await adapter('a').deleteSession('none')
  expect([await sessionIds(), await countEvents(server)]).toEqual([before, events])
})

test('signing out leaves the same event through NextAuth as through the procedure', async () => {
  // Each way with the look-up by the process that ended the session.
  const ways = {
    procedure: {
      signOut: async ({ api }: TestUser) => void (await api.sessions.signOut.mutate()),
      find: ({ api }: TestClient) => api.users.me.query(),
    },
    nextAuth: {
      signOut: ({ client }: TestUser) => adapter('request-of-next-auth').deleteSession(client.token ?? ''),
      find: ({ token }: TestClient) => adapter('a').getSessionAndUser(token ?? ''),
    },
  }
  const left = await Promise.all(
    Object.values(ways).map(async ({ signOut, find }) => {
      const other = await aUser(server)
      const copy = other.client.copy()
      const [session] = await other.api.sessions.list.query()
      const id = session?.id ?? ''
      expect(await find(copy)).not.toBeNull()
      await signOut(other)
      expect(await find(copy)).toBeNull()
      const removed = await eventsOf(server, id)
      expect(removed).toHaveLength(1)
      return { ...removed[0], isOwnActor: removed[0]?.actorId === other.me.id }
    }),
  )
  const [procedure, nextAuth] = left
  const own = { id: '', subject: '', actorId: '', requestId: '', createdAt: new Date(0), position: '', xid: '' }
  expect(nextAuth).toMatchObject({ type: 'sessions.removed', isOwnActor: true, requestId: 'request-of-next-auth' })
  expect({ ...nextAuth, ...own }).toEqual({ ...procedure, ...own })
})

test('a session whose event cannot be written stays, and NextAuth hears of it', async () => {
  const other = await aUser(server)
  const token = other.client.token ?? ''
  await refuseEvents(server)
  try {
    await expect(adapter('a').deleteSession(token)).rejects.toMatchObject({ cause: { code: 'INTERNAL' } })
  } finally {
    await allowEvents(server)
  }
  expect(await adapter('a').getSessionAndUser(token)).toMatchObject({ user: { id: other.me.id } })
  await adapter('a').deleteSession(token)
  expect(await adapter('a').getSessionAndUser(token)).toBeNull()
})

test('a session that is ended twice at once leaves one event', async () => {
  const other = await aUser(server)
  const [session] = await other.api.sessions.list.query()
  await using row = await hold(server, 'select from sessions where id = $1 for update', [session?.id])
  const ending = [
    outcomeOf(other.client.copy().api.sessions.signOut.mutate()),
    adapter('a')
      .deleteSession(other.client.token ?? '')
      .then(() => 'OK'),
  ]
  await untilBlocked(server, 2)
  await row.commit()
  expect(await Promise.all(ending)).toContain('OK')
  expect((await eventsOf(server, session?.id ?? '')).map(({ type }) => type)).toEqual(['sessions.removed'])
})

test('an expired session ends without an event: nobody has ended it', async () => {
  const other = await aUser(server)
  const token = other.client.token ?? ''
  await server.rows(`update sessions set "expiresAt" = now() - interval '1 second' where "userId" = $1`, [other.me.id])
  const events = await countEvents(server)
  // A process that has not cached it.
  const { auth } = createRuntime(servicesOf(), { authSecret: 'secret', onFault: () => undefined })
  expect(await auth.adapter(new Headers()).getSessionAndUser(token)).toBeNull()
  await auth.adapter(new Headers()).deleteSession(token)
  expect(await countEvents(server)).toBe(events)
})
