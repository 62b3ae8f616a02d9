import { everyone, own, signedIn } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { openSessions } from '../../identity/sessions.ts'
import { anArticle, aUser, type TestUser } from '../../testing/factories.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { createContext } from '../../transports/request.ts'
import { createSigner } from '../signer.ts'
import { trpc } from '../trpc.ts'
import { one } from './fields/relation.ts'
import { resource } from './resource.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const [author, stranger] = [await aUser(server), await aUser(server)]

/** Articles as another product might show them: everyone reads them, and only authors see who wrote theirs. */
const person = resource({
  name: 'users',
  model: 'User',
  scope: 'global',
  labels: { one: 'person', many: 'people', title: 'name' },
  fields: { id: true, name: true },
  rules: { read: own('id'), create: () => false, update: () => false, remove: () => false },
  creates: [],
  updates: [],
  filters: ['name'],
})
const article = resource({
  name: 'articles',
  model: 'Article',
  scope: 'global',
  labels: { one: 'article', many: 'articles', title: 'title' },
  fields: {
    id: true,
    title: true,
    author: one(person, ['id', 'name'], { isNullable: true }),
    description: { rule: own('authorId') },
    version: true,
  },
  rules: { read: everyone, create: signedIn, update: signedIn, remove: signedIn },
  creates: ['title'],
  updates: ['title', 'description'],
  filters: ['title', 'author.name'],
})

const services = {
  database: server.database,
  sessions: openSessions(server.database, server.listener, () => undefined),
  isSecure: false,
  signer: createSigner('key'),
}
const callerOf = ({ client }: TestUser) =>
  trpc.router({ ...article.verbs }).createCaller(
    createContext(services, {
      requestId: 'request',
      caller: { address: 'in-process', userAgent: undefined },
      token: client.token,
      cookie: { assertWritable: () => undefined, write: () => undefined },
      log: { procedures: [], actor: '', error: undefined, sql: undefined, fault: () => undefined },
    }),
  )
const [own$, other] = [callerOf(author), callerOf(stranger)]
const { id } = await anArticle(author, { title: 'Hidden author', description: 'for the author alone' })

test('a related row that the actor may not see reads null, is not found by, and its id stands in no history', async () => {
  expect(await own$.get({ id })).toMatchObject({ author: { id: author.me.id }, description: 'for the author alone' })
  expect(await other.get({ id })).toMatchObject({ author: null, description: null })
  const filter = { title: { equals: 'Hidden author' }, 'author.name': { equals: author.me.name } }
  expect((await own$.list({ filter })).items).toHaveLength(1)
  expect((await other.list({ filter })).items).toEqual([])

  expect(JSON.stringify((await own$.history({ id })).items)).toContain('for the author alone')
  const told = JSON.stringify((await other.history({ id })).items.map(({ before, after }) => [before, after]))
  expect(told).toContain('Hidden author')
  expect(told).not.toContain('for the author alone')
  expect(told).not.toContain(author.me.id)
})

test('a field that the actor may not see cannot be written either, and the rest can', async () => {
  const version = (await other.get({ id })).version
  await expect(other.update({ id, version, description: 'stolen' })).rejects.toMatchObject({
    cause: { code: 'NOT_FOUND' },
  })
  expect(await own$.get({ id })).toMatchObject({ version, description: 'for the author alone' })
  await other.update({ id, version, title: 'Hidden author' })
})

test('a list may be asked for without any input', async () => {
  expect((await own$.list()).items.length).toBeGreaterThan(0)
  expect((await server.client().api.articles.list.query()).items).toEqual(expect.any(Array))
})
