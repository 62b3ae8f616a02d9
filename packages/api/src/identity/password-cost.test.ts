import { afterAll, expect, test } from 'vitest'
import { testPasswordCost } from '../testing/backend-server.ts'
import { aUser } from '../testing/factories.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const usual = await startTestServer({ passwordCost: undefined })
afterAll(() => usual[Symbol.asyncDispose]())

const hashesOf = async (server: TestServer) =>
  (await server.rows<{ hash: string }>('select hash from passwords')).map(({ hash }) => hash)

test('a backend that is given no cost of passwords makes hashes of the usual cost, also for a new password', async () => {
  const { api, me, password } = await aUser(usual)
  const expected = [expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)]
  expect(await hashesOf(usual)).toEqual(expected)
  await api.users.update.mutate({
    version: me.version,
    currentPassword: password,
    newPassword: 'another correct horse',
  })
  expect(await hashesOf(usual)).toEqual(expected)
})

test('servers of the tests make hashes that cost little', async () => {
  await using server = await startTestServer()
  await aUser(server)
  const { memoryCost, timeCost } = testPasswordCost
  expect(await hashesOf(server)).toEqual([expect.stringContaining(`$m=${memoryCost},t=${timeCost},p=1$`)])
})
