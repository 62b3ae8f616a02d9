import { afterAll, expect, test } from 'vitest'
import { aUser, signedInAgain, type TestUser, unique } from '../testing/factories.ts'
import { outcomeOf } from '../testing/failure.ts'
import { hold, untilBlocked } from '../testing/held.ts'
import type { TestClient } from '../testing/test-client.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const replica = await startTestServer({ databaseUrl: server.databaseUrl })
afterAll(() => replica[Symbol.asyncDispose]())

/** The measures that end all other sessions. */
const measures: Record<string, (owner: TestUser) => Promise<unknown>> = {
  'a change of the password': ({ api, password }) =>
    api.users.changePassword.mutate({ currentPassword: password, newPassword: unique('new ') }),
  'a change of the password with the profile': ({ api }) =>
    api.users.update.mutate({ version: 1, bio: 'new', newPassword: unique('new ') }),
  'ending all sessions': ({ api }) => api.sessions.revokeAll.mutate(),
}

/** The sessions that an attacker with the old password, or with a stolen cookie that is still fresh, can open. */
const attacks: Record<string, (owner: TestUser, stolen: TestClient) => Promise<unknown>> = {
  'signing in': ({ me, password }) => server.client().api.sessions.signIn.mutate({ email: me.email, password }),
  'signing in for a token': ({ me, password }) =>
    server
      .client()
      .api.sessions.signIn.mutate({ email: me.email, password, bearer: { name: 'attacker', expiresInDays: 365 } }),
  'making a token': (_owner, stolen) =>
    stolen.api.sessions.createToken.mutate({ name: 'attacker', expiresInDays: 365 }),
}

const survivors = async ({ me, client }: TestUser) => {
  const rows = await server.rows<{ id: string }>(`select id from sessions where "userId" = $1`, [me.id])
  const own = await client.api.sessions.list.query()
  return rows.filter(({ id }) => !own.some((session) => session.isCurrent && session.id === id))
}

const pairs = Object.keys(measures).flatMap((measure) =>
  Object.keys(attacks).map((attack) => [measure, attack] as const),
)

for (const [measure, attack] of pairs) {
  // Ending all sessions leaves the password valid, so a later sign-in with it is legitimate.
  const mayComeBack = measure === 'ending all sessions' && attack !== 'making a token'

  test(`${measure} puts out what ${attack} opens in the same moment`, async () => {
    const owner = await aUser(server)
    const stolen = await signedInAgain(server, owner)
    await using row = await hold(server, 'select from users where id = $1 for update', [owner.me.id])
    const attacking = outcomeOf(attacks[attack]?.(owner, stolen) ?? Promise.reject())
    await untilBlocked(server)
    const measured = measures[measure]?.(owner)
    // A measure that does not wait for the row completes before the attack.
    await Promise.race([measured, untilBlocked(server, 2)])
    await row.commit()
    await measured
    await attacking
    expect(await survivors(owner)).toEqual([])
  })

  if (mayComeBack) continue
  test(`${attack} that was checked before ${measure} opens nothing after it`, async () => {
    const owner = await aUser(server)
    const stolen = await signedInAgain(server, owner)
    await using row = await hold(server, 'select from users where id = $1 for update', [owner.me.id])
    const measured = measures[measure]?.(owner)
    await Promise.race([measured, untilBlocked(server)])
    const attacking = outcomeOf(attacks[attack]?.(owner, stolen) ?? Promise.reject())
    await Promise.race([attacking, untilBlocked(server, 2)])
    await row.commit()
    await measured
    expect(await attacking).toMatch(/^SIGN_IN_(FAILED|REQUIRED)$/)
    expect(await survivors(owner)).toEqual([])
  })

  test(`of an attacker who loops ${attack} nothing survives ${measure}, on any replica`, {
    timeout: 60_000,
  }, async () => {
    for (let round = 0; round < 5; round++) {
      const owner = await aUser(server)
      const stolen = await signedInAgain(server, owner)
      const opened: TestClient[] = []
      let isOver = false
      const loop = async () => {
        while (!isOver) {
          if ((await outcomeOf(attacks[attack]?.(owner, stolen) ?? Promise.reject())) !== 'OK') return
          opened.push(stolen)
        }
      }
      const looping = Promise.all([loop(), loop()])
      while (opened.length < 2) await new Promise(setImmediate)
      await measures[measure]?.(owner)
      isOver = true
      await looping
      expect(await survivors(owner)).toEqual([])
      for (const at of [server, replica]) expect(await stolen.copy(at.url).api.users.me.query()).toBeNull()
    }
  })
}

test('two changes of the password at once: whoever proved the one that is gone changes nothing', async () => {
  const owner = await aUser(server)
  const attacker = await signedInAgain(server, owner)
  await using row = await hold(server, 'select from users where id = $1 for update', [owner.me.id])
  const [ownNew, attackersNew] = [unique('own '), unique('attackers ')]
  const change = (api: TestUser['api'], newPassword: string) =>
    outcomeOf(api.users.changePassword.mutate({ currentPassword: owner.password, newPassword }))
  const own = change(owner.api, ownNew)
  await untilBlocked(server)
  const attackers = change(attacker.api, attackersNew)
  await untilBlocked(server, 2)
  await row.commit()
  expect([await own, await attackers]).toEqual(['OK', 'SIGN_IN_REQUIRED'])
  const signIn = (password: string) =>
    outcomeOf(server.client().api.sessions.signIn.mutate({ email: owner.me.email, password }))
  expect([await signIn(ownNew), await signIn(attackersNew)]).toEqual(['OK', 'SIGN_IN_FAILED'])
})

test('an account that is removed leaves no session that was being opened', async () => {
  const owner = await aUser(server)
  const opening = Array.from({ length: 4 }, () =>
    outcomeOf(attacks['signing in']?.(owner, owner.client) ?? Promise.reject()),
  )
  expect(await outcomeOf(owner.api.users.remove.mutate({ id: owner.me.id }))).toBe('OK')
  for (const outcome of await Promise.all(opening)) expect(outcome).toMatch(/^OK$|^SIGN_IN_FAILED$/)
  expect(await server.rows(`select from sessions where "userId" = $1`, [owner.me.id])).toEqual([])
})
