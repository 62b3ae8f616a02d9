import { newId } from '@plinth/core/id'
import { everyone, own, signedIn } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { countEvents } from '../../testing/events.ts'
import { anArticle, aUser, type TestUser, unique } from '../../testing/factories.ts'
import { contextFor } from '../../testing/in-process.ts'
import { startTestServer } from '../../testing/test-server.ts'
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
  tenancy: 'global',
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
  tenancy: 'global',
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

const callerOf = (user: TestUser) => trpc.router({ ...article.verbs }).createCaller(contextFor(server, user))
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

/** Articles whose author is chosen: of people each sees but themselves. */
const signedBy = resource({
  name: 'articles',
  model: 'Article',
  tenancy: 'global',
  labels: { one: 'article', many: 'articles', title: 'title' },
  fields: {
    id: true,
    title: true,
    author: one(person, ['id', 'name'], { isNullable: true, isRequired: true, isWritable: true }),
    version: true,
  },
  rules: { read: everyone, create: signedIn, update: signedIn, remove: signedIn },
  creates: ['title', 'author'],
  updates: ['title', 'author'],
  derive: () => ({ slug: unique(), description: '', body: '' }),
})

test('to refer to a row that the actor may not see is refused in every word like one that is not there', async () => {
  const { createCaller } = trpc.router({ ...signedBy.verbs })
  const call = createCaller(contextFor(server, author))
  const [self, unseen, missing] = [author.me.id, stranger.me.id, newId()]
  const made = await call.create({ title: 'Signed', author: self })
  const before = [await server.rows('select * from articles order by id'), await countEvents(server)]
  const told = (writing: Promise<unknown>) =>
    writing.then(
      () => 'OK',
      ({ cause: { code, message, fields } }) => ({ code, message, fields }),
    )
  const writes: ((to: string) => Promise<unknown>)[] = [
    (to) => call.create({ title: 'Signed', author: to }),
    (to) => call.update({ id: made.id, version: 1, author: to }),
    // Within a batch it is told of the row.
    (to) =>
      call
        .createMany({ items: [{ title: 'Signed', author: to }] })
        .then(({ results }) => Promise.reject({ cause: Object(results[0]).error })),
    (to) =>
      call
        .updateMany({ items: [{ id: made.id, version: 1, author: to }] })
        .then(({ results }) => Promise.reject({ cause: Object(results[0]).error })),
  ]
  for (const write of writes) {
    const refusal = await told(write(unseen))
    expect(refusal).toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('does not exist or that you may not see'),
    })
    expect(refusal).toEqual(await told(write(missing)))
  }
  expect([await server.rows('select * from articles order by id'), await countEvents(server)]).toEqual(before)
  expect(await call.update({ id: made.id, version: 1, author: self })).toMatchObject({ version: 2 })
})
