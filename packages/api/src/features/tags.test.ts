import { afterAll, expect, test } from 'vitest'
import { aDraft, anArticle, aUser, unique } from '../testing/factories.ts'
import { failureOf } from '../testing/failure.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const author = await aUser(server)
const { api } = server.client()

test('tags of published articles are listed, the most used first, then by name', async () => {
  expect(await api.tags.list.query({})).toEqual([])
  await anArticle(author, { tags: ['b', 'c', 'a'] })
  await anArticle(author, { tags: ['c', 'b'] })
  const { id } = await anArticle(author, { tags: ['c'] })
  await aDraft(author, { tags: ['a', 'hidden'] })
  expect(await api.tags.list.query({})).toEqual([
    { name: 'c', articles: 3 },
    { name: 'b', articles: 2 },
    { name: 'a', articles: 1 },
  ])
  expect(await api.tags.list.query({ limit: 2 })).toHaveLength(2)
  await author.api.articles.unpublish.mutate({ id, version: 2 })
  expect((await api.tags.list.query({})).slice(0, 2)).toEqual([
    { name: 'b', articles: 2 },
    { name: 'c', articles: 2 },
  ])
  expect(await author.api.tags.list.query({})).toEqual(await api.tags.list.query({}))
})

test('a text finds the tags that begin with it, and is no pattern', async () => {
  const mark = unique('t')
  const names = [`${mark} one`, `${mark}%two`, `${mark}_x`, `${mark}\\three`, `it's ${mark}`]
  await anArticle(author, { tags: names })
  const found = async (text: string) => (await api.tags.list.query({ text })).map(({ name }) => name)
  expect(await found(`  ${mark.toUpperCase()} `)).toHaveLength(4)
  expect(await found(`${mark}%`)).toEqual([`${mark}%two`])
  expect(await found(`${mark}_`)).toEqual([`${mark}_x`])
  expect(await found(`${mark}\\`)).toEqual([`${mark}\\three`])
  expect(await found(`it's ${mark}`)).toEqual([`it's ${mark}`])
  expect(await found('%')).toEqual([])
  expect(await found(`${mark}' or true --`)).toEqual([])
})

test('a limit or text that does not fit is refused', async () => {
  for (const limit of [0, 1_001, 1.5]) {
    expect((await failureOf(api.tags.list.query({ limit }))).fields).toHaveProperty('limit')
  }
  expect((await failureOf(api.tags.list.query({ text: 'x'.repeat(51) }))).fields).toHaveProperty('text')
})
