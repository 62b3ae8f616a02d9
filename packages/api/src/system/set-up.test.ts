import { afterAll, beforeEach, expect, test } from 'vitest'
import { newSetupToken } from '../identity/setup-link.ts'
import { eventsOf } from '../testing/events.ts'
import { aUser, unique } from '../testing/factories.ts'
import { failureOf, outcomeOf } from '../testing/failure.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const anyone = server.client().api
const password = unique('a password ')
server.log.keepSecret(password)
const account = () => ({ name: 'First Operator', email: `${unique()}@example.com`, password })

async function aLink(): Promise<string> {
  const token = await newSetupToken(server.database.open())
  if (token === null) throw new Error('There is an operator already.')
  server.log.keepSecret(token)
  return token
}

const operators = () => server.rows('select id from users where "isOperator"')

beforeEach(() => server.rows('update users set "isOperator" = false where "isOperator"').then(() => undefined))

test('the link makes its account the operator, once', async () => {
  const token = await aLink()
  expect(await anyone.users.setUpState.query({ token })).toEqual({ isValid: true })
  const client = server.client()
  const me = await client.api.users.setUp.mutate({ token, ...account() })
  expect(me.isOperator).toBe(true)
  expect(await client.api.users.me.query()).toEqual(me)
  expect(await eventsOf(server, me.id)).toMatchObject([
    { type: 'users.created', actorId: me.id, after: { isOperator: true } },
  ])

  expect(await anyone.users.setUpState.query({ token })).toEqual({ isValid: false })
  const again = await failureOf(anyone.users.setUp.mutate({ token, ...account() }))
  expect(again).toMatchObject({ code: 'USERS_SETUP_LINK_INVALID', httpStatus: 404 })
  expect(await newSetupToken(server.database.open())).toBeNull()
  expect(await operators()).toEqual([{ id: me.id }])
})

test('of many who use the link at once, one becomes the operator', async () => {
  const token = await aLink()
  const outcomes = await Promise.all(
    Array.from({ length: 6 }, () => outcomeOf(server.client().api.users.setUp.mutate({ token, ...account() }))),
  )
  expect(outcomes.toSorted()).toEqual(['OK', ...Array(5).fill('USERS_SETUP_LINK_INVALID')])
  expect(await operators()).toHaveLength(1)
})

test('several links used at once make one operator, and using one ends them all', async () => {
  const tokens = await Promise.all([aLink(), aLink(), aLink(), aLink()])
  const outcomes = await Promise.all(
    tokens.map((token) => outcomeOf(server.client().api.users.setUp.mutate({ token, ...account() }))),
  )
  expect(outcomes.toSorted()).toEqual(['OK', ...Array(3).fill('USERS_SETUP_LINK_INVALID')])
  for (const token of tokens) expect(await anyone.users.setUpState.query({ token })).toEqual({ isValid: false })
  expect(await operators()).toHaveLength(1)
})

test('a refused account leaves the link as it was', async () => {
  const token = await aLink()
  const taken = await aUser(server)
  const given = { token, ...account(), email: taken.me.email }
  expect(await outcomeOf(anyone.users.setUp.mutate(given))).toBe('USERS_EMAIL_TAKEN')
  expect(await outcomeOf(anyone.users.setUp.mutate({ ...given, password: 'short' }))).toBe('INVALID_INPUT')
  expect(await anyone.users.setUpState.query({ token })).toEqual({ isValid: true })
  expect(await operators()).toEqual([])
})

test('an old link, a made-up one and none at all are not valid', async () => {
  const token = await aLink()
  await server.rows(`update one_time_tokens set "expiresAt" = now() - interval '1 second'`)
  for (const wrong of [token, unique(), '', token.slice(0, -1), `${token} `]) {
    expect(await anyone.users.setUpState.query({ token: wrong })).toEqual({ isValid: false })
    const outcome = await outcomeOf(anyone.users.setUp.mutate({ token: wrong, ...account() }))
    expect(outcome).toBe('USERS_SETUP_LINK_INVALID')
  }
  expect(await operators()).toEqual([])
})
