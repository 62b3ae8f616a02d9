import { afterAll, expect, test } from 'vitest'
import type { ProcedureMeta } from '../kit/procedure-types.ts'
import { appRouter } from '../router.ts'
import { countEvents } from '../testing/events.ts'
import { anOperator, aProgram, aUser, signedInAgain, type TestUser, unique } from '../testing/factories.ts'
import { failureOf, outcomeOf } from '../testing/failure.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

type Api = TestUser['api']
const address = () => `${unique()}@example.com`

// At run time tRPC's record is flat, with whole paths as keys; that is not in its public types.
const procedures = Object.entries(
  appRouter._def.procedures as unknown as Record<string, { _def: { meta: ProcedureMeta } }>,
)

/** Each act that needs proof, as performed by the owner of the session. */
const acts = ({ me }: TestUser, currentPassword?: string) => {
  const given = currentPassword === undefined ? {} : { currentPassword }
  return {
    'sessions.createToken': (api: Api) =>
      api.sessions.createToken.mutate({ name: 'program', expiresInDays: 365, ...given }),
    'users.changePassword': (api: Api) => api.users.changePassword.mutate({ newPassword: unique('new '), ...given }),
    'users.remove': (api: Api) => api.users.remove.mutate({ id: me.id, ...given }),
    'users.update of the address': (api: Api) =>
      api.users.update.mutate({ version: me.version, email: address(), ...given }),
    'users.update of the password': (api: Api) =>
      api.users.update.mutate({ version: me.version, newPassword: unique('new '), ...given }),
  }
}

/** Simulates that they signed in 20 days ago. @param userId the owner of the sessions: of another browser, so that no cache contains them */
const aged = (userId: string) =>
  server.rows(
    `update sessions set "createdAt" = now() - interval '20 days', "provenAt" = "provenAt" - interval '20 days' where "userId" = $1`,
    [userId],
  )

/** A user whose browser signed in 20 days ago. */
async function anOldBrowser() {
  const user = await aUser(server)
  const client = await signedInAgain(server, user)
  await aged(user.me.id)
  return { ...user, client, api: client.api }
}

test('the list of acts that need proof is this one', () => {
  const declared = procedures.flatMap(([path, { _def }]) => (_def.meta.proof ? [[path, _def.meta.proof]] : []))
  expect(Object.fromEntries(declared)).toEqual({
    'sessions.createToken': 'freshBrowser',
    'sessions.revoke': 'browser',
    'sessions.revokeAll': 'browser',
    'users.changePassword': 'freshBrowser',
    'users.remove': 'freshBrowser',
    'users.update': 'freshSignIn',
  })
})

test('every procedure that takes the current password declares what it proves', () => {
  for (const [path, { _def }] of procedures) {
    const [input] = (_def as unknown as { inputs: { shape?: object }[] }).inputs
    const takesPassword = input?.shape !== undefined && 'currentPassword' in input.shape
    if (takesPassword) expect(_def.meta.proof, path).toMatch(/^fresh/)
  }
})

test('a stolen old cookie does not become a token, nor by that a new password', async () => {
  const stolen = await anOldBrowser()
  const events = await countEvents(server)
  for (const [name, act] of Object.entries(acts(stolen)))
    expect([name, await outcomeOf(act(stolen.api))]).toEqual([name, 'REAUTHENTICATION_REQUIRED'])
  for (const [name, act] of Object.entries(acts(stolen, 'not the password')))
    expect([name, await outcomeOf(act(stolen.client.copy().api))]).toEqual([name, 'SIGN_IN_FAILED'])
  expect(await countEvents(server)).toBe(events)
  const tokens = await server.rows(`select from sessions where "userId" = $1 and kind = 'token'`, [stolen.me.id])
  expect(tokens).toEqual([])
})

test('a token that was made a moment ago proves nothing, not even beside the password', async () => {
  const user = await aUser(server)
  const program = await aProgram(server, user)
  const events = await countEvents(server)
  for (const password of [undefined, user.password]) {
    for (const [name, act] of Object.entries(acts(user, password)))
      expect([name, await failureOf(act(program.api))]).toMatchObject([name, { code: 'FORBIDDEN', httpStatus: 403 }])
  }
  expect(await countEvents(server)).toBe(events)
  expect(await outcomeOf(program.api.users.update.mutate({ version: 1, bio: 'By a program' }))).toBe('OK')
})

test('a token that a sign-in opened changes address and password within the hour, and does no other act', async () => {
  const user = await aUser(server)
  const { me, password } = user
  const open = async () => {
    const bearer = { name: 'Conduit', expiresInDays: 30 }
    const signedIn = await server.client().api.sessions.signIn.mutate({ email: me.email, password, bearer })
    const token = signedIn.bearer?.token ?? ''
    server.log.keepSecret(token)
    return server.client({ bearer: token }).api
  }
  const fresh = await open()
  for (const name of ['sessions.createToken', 'users.changePassword', 'users.remove'] as const)
    expect([name, await outcomeOf(acts(user, password)[name](fresh))]).toEqual([name, 'FORBIDDEN'])
  const old = await open()
  await aged(me.id)
  expect(await outcomeOf(acts(user)['users.update of the password'](old))).toBe('REAUTHENTICATION_REQUIRED')
  const moved = await (await open()).users.update.mutate({ version: 1, email: address() })
  expect(moved.version).toBe(2)
})

test('the current password in an old browser is proof for each act', async () => {
  const names = Object.keys(acts(await aUser(server))) as (keyof ReturnType<typeof acts>)[]
  for (const name of names) {
    const user = await anOldBrowser()
    expect([name, await outcomeOf(acts(user, user.password)[name](user.api))]).toEqual([name, 'OK'])
  }
})

test("an operator's old browser or token takes nobody's account away", async () => {
  const [operator, victim] = [await anOperator(server), await aUser(server)]
  const program = await aProgram(server, operator)
  const old = await signedInAgain(server, operator)
  await aged(operator.me.id)
  expect(await outcomeOf(program.api.users.remove.mutate({ id: victim.me.id }))).toBe('FORBIDDEN')
  const remove = { id: victim.me.id }
  expect(await outcomeOf(old.api.users.remove.mutate(remove))).toBe('REAUTHENTICATION_REQUIRED')
  const proven = { ...remove, currentPassword: operator.password }
  expect(await outcomeOf(old.api.users.remove.mutate(proven))).toBe('OK')
})

test('an old browser may end sessions: that only takes access away', async () => {
  const user = await anOldBrowser()
  expect(await user.api.sessions.revokeAll.mutate()).toEqual({ revoked: 1 })
})
