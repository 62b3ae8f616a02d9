import { everyone, nobody } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import type { Definition } from '../kit/resource/definition.ts'
import { one } from '../kit/resource/fields/relation.ts'
import type { Target } from '../kit/resource/verb-types.ts'
import { trpc } from '../kit/trpc.ts'
import { anOperator, aUser, unique } from '../testing/factories.ts'
import { failureOf } from '../testing/failure.ts'
import { contextFor } from '../testing/in-process.ts'
import { declareScratch, scratchBase, scratchColumn, scratchModel } from '../testing/scratch-model.ts'
import { startTestServer } from '../testing/test-server.ts'
import { resources } from './resources.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const namesFor = async (api: Awaited<ReturnType<typeof aUser>>['api']) =>
  (await api.resources.list.query()).map(({ name }) => name)

test('only what the actor may list is described', async () => {
  const { api } = server.client()
  const someone = await aUser(server)
  expect(await namesFor(someone.api)).toEqual(expect.arrayContaining(['articles', 'places', 'savedViews', 'users']))
  const ofVisitor = await namesFor(api)
  expect(ofVisitor).toEqual(expect.arrayContaining(['articles', 'places']))
  expect(ofVisitor.filter((name) => ['savedViews', 'users'].includes(name))).toEqual([])
  expect(await failureOf(api.resources.get.query({ name: 'users' }))).toMatchObject({ code: 'NOT_FOUND' })
  expect(await failureOf(api.resources.get.query({ name: 'constructor' }))).toMatchObject({ code: 'NOT_FOUND' })
})

test('a field tells its kind, its label, and what may be written', async () => {
  const { api } = await aUser(server)
  const { fields, filters, labels } = await api.resources.get.query({ name: 'articles' })
  const field = (name: string) => fields.find((one) => one.name === name)
  expect(labels).toEqual({ one: 'article', many: 'articles', title: 'title' })
  expect(field('title')).toMatchObject({
    kind: 'text',
    label: 'Title',
    isNullable: false,
    isOptional: false,
    schema: { type: 'string', minLength: 1, maxLength: 200 },
  })
  expect(field('publishedAt')).toMatchObject({ kind: 'dateTime', label: 'Published', isNullable: true })
  expect(field('tags')).toMatchObject({ kind: 'names', schema: { type: 'array', maxItems: 20 } })
  expect(field('author')).toMatchObject({
    kind: 'one',
    schema: null,
    target: { resource: 'profiles', title: 'name', canSearch: true },
  })
  expect(filters.find(({ name }) => name === 'publishedAt')?.comparators).toContain('gte')
  expect(filters.find(({ name }) => name === 'tags')?.comparators).toEqual(['has'])
  expect(filters.find(({ name }) => name === 'author.username')).toMatchObject({
    label: 'Author username',
    kind: 'text',
  })
})

test('the verbs are those that the actor is not refused outright', async () => {
  const [someone, operator] = await Promise.all([aUser(server), anOperator(server)])
  const ofVisitor = await server.client().api.resources.get.query({ name: 'articles' })
  expect(ofVisitor.verbs).toMatchObject({ list: 'maybe', get: 'maybe' })
  expect(ofVisitor.verbs).not.toHaveProperty('create')
  expect(ofVisitor.transitions).toEqual([])
  const ofSomeone = await someone.api.resources.get.query({ name: 'articles' })
  expect(ofSomeone.verbs).toMatchObject({ create: 'yes', update: 'maybe', remove: 'maybe' })
  const verb = (name: string, hasVersion: boolean) => ({
    name,
    label: name.replace(/^./, (first) => first.toUpperCase()),
    may: 'maybe',
    about: null,
    hasVersion,
    fields: [],
  })
  expect(ofSomeone.transitions).toEqual([
    verb('publish', true),
    verb('unpublish', true),
    verb('favorite', false),
    verb('unfavorite', false),
    { ...verb('duplicate', false), about: 'A new article is made from this one.' },
  ])
  const places = { someone: await someone.api.resources.get.query({ name: 'places' }) }
  expect(places.someone.verbs).not.toHaveProperty('update')
  expect((await operator.api.resources.get.query({ name: 'places' })).verbs).toMatchObject({ update: 'yes' })
  expect((await operator.api.resources.get.query({ name: 'users' })).verbs).not.toHaveProperty('create')
})

test('a verb that stands beside a resource is told with what it takes, and reads and standard verbs are not', async () => {
  const [someone, operator] = await Promise.all([aUser(server), anOperator(server)])
  const users = await operator.api.resources.get.query({ name: 'users' })
  expect(users.verbs).not.toHaveProperty('remove')
  expect(users.transitions).toMatchObject([
    {
      name: 'remove',
      hasVersion: false,
      fields: [{ name: 'currentPassword', label: 'Current password', kind: 'password', isOptional: true }],
    },
  ])
  const imports = await someone.api.resources.get.query({ name: 'imports' })
  expect(imports.transitions.map(({ name }) => name)).toEqual(['run', 'resume', 'cancel', 'undo'])
  expect(imports.verbs).toHaveProperty('remove')
})

test('related lists are those of nouns that the actor may list, by a key that their filter names', async () => {
  const someone = await aUser(server)
  const relatedTo = async (api: typeof someone.api, name: string) => (await api.resources.get.query({ name })).related
  const comments = { resource: 'comments', label: 'Article', filter: 'article.slug', key: 'slug' }
  expect(await relatedTo(server.client().api, 'articles')).toEqual([comments])
  expect(await relatedTo(someone.api, 'articles')).toEqual([comments, { ...comments, resource: 'favorites' }])
  expect((await relatedTo(someone.api, 'profiles')).map(({ resource, filter }) => `${resource} ${filter}`)).toEqual(
    expect.arrayContaining(['articles author.username', 'comments author.username']),
  )
  expect(await relatedTo(someone.api, 'comments')).toEqual([])
  // Users and profiles expose the same rows.
  expect(await relatedTo(someone.api, 'users')).toEqual(await relatedTo(someone.api, 'profiles'))
})

test('a list whose relation leads to another noun is not related, whatever the key is called', async () => {
  const column = scratchColumn('String', 'text')
  const rules = { read: everyone, create: nobody, update: nobody, remove: nobody }
  const declare = (model: string, more: object = {}) => {
    const labels = { one: model, many: `${model}s`, title: 'code' }
    const base = {
      name: `${model}s`,
      model,
      tenancy: 'global',
      labels,
      rules,
      keys: ['code'],
      creates: [],
      updates: [],
    }
    const declared = { fields: { id: true, code: true, ...more }, filters: Object.keys(more).map((to) => `${to}.code`) }
    return declareScratch({ ...base, ...declared }) as unknown as { definition: Definition } // of `resource`
  }
  const columns = { ...scratchBase, code: column, shelfId: scratchColumn('String', 'uuid') }
  for (const model of ['Shelf', 'Crate', 'Box']) {
    const shelf = { model: 'Shelf', kind: 'one', from: ['shelfId'], to: ['id'] }
    Object.assign(scratchModel(model, columns, { uniques: [['code']] }), { relations: { shelf } })
  }
  const [shelves, crates] = [declare('Shelf'), declare('Crate')]
  const boxes = declare('Box', { shelf: one(shelves as Target, ['code'] as never) }) // of a model without types
  const all = { shelves, crates, boxes }
  const list = { type: 'query', meta: { rule: everyone, resource: {}, verb: 'list' }, input: {} } as const
  const context = {
    ...contextFor(server, { client: server.client() }),
    definitions: Object.fromEntries(Object.entries(all).map(([name, { definition }]) => [name, definition])),
    procedures: Object.fromEntries(Object.keys(all).map((name) => [name, { list }])),
  }
  const { get } = trpc.router({ get: resources.get }).createCaller(context)
  expect((await get({ name: 'shelves' })).related).toEqual([
    { resource: 'boxes', label: 'Shelf', filter: 'shelf.code', key: 'code' },
  ])
  expect((await get({ name: 'crates' })).related).toEqual([])
})

test('a saved view is its owner’s alone, and its name is taken once', async () => {
  const [owner, other] = await Promise.all([aUser(server), aUser(server)])
  const view = { resource: 'articles', name: unique('view '), query: 'sort=title' }
  const { id } = await owner.api.savedViews.create.mutate(view)
  expect(await failureOf(owner.api.savedViews.create.mutate(view))).toMatchObject({
    code: 'ALREADY_EXISTS',
    fields: { name: [expect.any(String)] },
  })
  await other.api.savedViews.create.mutate(view)
  expect(await failureOf(other.api.savedViews.get.query({ id }))).toMatchObject({ code: 'NOT_FOUND' })
  expect((await owner.api.savedViews.list.query({})).items).toMatchObject([view])
})
