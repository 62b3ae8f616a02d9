import { afterAll, expect, test } from 'vitest'
import { eventsOf } from '../testing/events.ts'
import { aComment, aDraft, anArticle, anOperator, aUser } from '../testing/factories.ts'
import { failureOf, outcomeOf } from '../testing/failure.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const [author, reader] = await Promise.all([aUser(server), aUser(server)])
const anyone = server.client().api

test('a comment has a public number beside its id, by which it is found', async () => {
  const article = await anArticle(author)
  const { id, number, version } = await aComment(reader, { article: article.id, body: '  Well said.  ' })
  expect(number).toEqual(expect.any(Number))
  expect(version).toBe(1)
  const seen = await anyone.comments.get.query({ number })
  expect(seen).toMatchObject({ id, number, body: 'Well said.', article: { slug: article.slug } })
  expect(seen.author).toMatchObject({ username: reader.me.username, isFollowed: false })
  const next = await aComment(reader, { article: article.id })
  expect(next.number).toBeGreaterThan(number)
  expect((await eventsOf(server, id))[0]).toMatchObject({
    type: 'comments.created',
    after: { number, body: 'Well said.' },
  })
  for (const wrong of [0.5, 2 ** 31, 'seven']) {
    expect(await outcomeOf(anyone.comments.get.query({ number: wrong as number }))).toBe('INVALID_INPUT')
  }
})

test('whoever may read the article reads its comments, and its author each one; nobody else', async () => {
  const article = await anArticle(author)
  const comment = await aComment(reader, { article: article.id })
  const filter = { 'article.slug': { equals: article.slug } }
  expect((await anyone.comments.list.query({ filter })).items).toHaveLength(1)
  await author.api.articles.unpublish.mutate({ id: article.id, version: article.version })
  const other = await aUser(server)
  for (const api of [anyone, other.api]) {
    expect((await api.comments.list.query({ filter })).items).toEqual([])
    expect(await outcomeOf(api.comments.get.query({ id: comment.id }))).toBe('NOT_FOUND')
  }
  // It reveals nothing about the article.
  expect((await reader.api.comments.list.query({ filter })).items).toEqual([])
  expect(await reader.api.comments.get.query({ id: comment.id })).toMatchObject({ id: comment.id, article: null })
  expect(await reader.api.comments.update.mutate({ id: comment.id, version: 1, body: 'Edited' })).toMatchObject({
    version: 2,
  })
  expect((await author.api.comments.list.query({ filter })).items).toHaveLength(1)
})

test('a comment tells whether it was edited, over tRPC and REST, and nobody can write that', async () => {
  const article = await anArticle(author)
  const [first, second] = [
    await aComment(reader, { article: article.id }),
    await aComment(author, { article: article.id }),
  ]
  await reader.api.comments.update.mutate({ id: first.id, version: 1, body: 'Edited.' })
  const isEdited: boolean[] = []
  for (const { id } of [first, second]) isEdited.push((await anyone.comments.get.query({ id })).isEdited)
  expect(isEdited).toEqual([true, false])
  expect(await (await server.client().fetch(`/api/v1/comments/${first.id}`)).json()).toMatchObject({ isEdited: true })
  const given = { id: first.id, version: 2, isEdited: false }
  expect(await outcomeOf(reader.api.comments.update.mutate(given))).toBe('INVALID_INPUT')
})

test('nobody comments on what they cannot read, and null is no article', async () => {
  const draft = await aDraft(author)
  expect(await outcomeOf(reader.api.comments.create.mutate({ article: draft.id, body: 'First' }))).toBe('FORBIDDEN')
  expect(await outcomeOf(author.api.comments.create.mutate({ article: draft.id, body: 'Note' }))).toBe('OK')
  const nothing = { article: null as unknown as string, body: 'First' }
  expect(Object.keys((await failureOf(reader.api.comments.create.mutate(nothing))).fields ?? {})).toEqual(['article'])
})

test('its author and an operator remove a comment; whoever wrote the article does not', async () => {
  const operator = await anOperator(server)
  const article = await anArticle(author)
  for (const who of [reader, operator]) {
    const { id } = await aComment(reader, { article: article.id })
    expect(await outcomeOf(author.api.comments.remove.mutate({ id }))).toBe('NOT_FOUND')
    expect(await who.api.comments.remove.mutate({ id })).toEqual({ id })
  }
})

test('with an article its comments and marks go, and nobody’s account does', async () => {
  const article = await anArticle(author)
  await aComment(reader, { article: article.id })
  await reader.api.articles.favorite.mutate({ id: article.id })
  await author.api.articles.remove.mutate({ id: article.id })
  for (const table of ['comments', 'favorites'])
    expect(await server.rows(`select from ${table} where "articleId" = $1`, [article.id])).toEqual([])
})

test('whoever has written something keeps their account until that is gone', async () => {
  const writer = await aUser(server)
  const article = await anArticle(writer)
  const { id } = await aComment(writer, { article: (await anArticle(author)).id })
  const leave = () => writer.api.users.remove.mutate({ id: writer.me.id })
  expect(await outcomeOf(leave())).toBe('IN_USE')
  await writer.api.articles.remove.mutate({ id: article.id })
  expect(await outcomeOf(leave())).toBe('IN_USE')
  await writer.api.comments.remove.mutate({ id })
  expect(await leave()).toEqual({ id: writer.me.id })
  expect(await outcomeOf(anyone.users.get.query({ username: writer.me.username }))).toBe('NOT_FOUND')
  expect(await writer.api.users.me.query()).toBeNull()
})
