import { afterAll, expect, test } from 'vitest'
import { eventsOf } from '../testing/events.ts'
import { aDraft, anArticle, aUser, type TestUser } from '../testing/factories.ts'
import { outcomeOf } from '../testing/failure.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer({ connections: 20 })
afterAll(() => server[Symbol.asyncDispose]())

const author = await aUser(server)
const readers = await Promise.all(Array.from({ length: 12 }, () => aUser(server)))
const [reader, other] = readers as [TestUser, TestUser] // there are twelve
const anyone = server.client().api

/** The counter, and the number of rows that it counts. */
async function countsOf(id: string) {
  const [found] = await server.rows<{ counter: number; rows: number }>(
    `select "favoriteCount" as counter, (select count(*)::int from favorites where "articleId" = $1) as rows from articles where id = $1`,
    [id],
  )
  return found
}

const marksOf = (id: string) =>
  server.rows<{ type: string }>(`select type from events where coalesce(after, before) ->> 'articleId' = $1`, [id])

test('marking an article twice is marking it once, and so is letting it go', async () => {
  const { id, version } = await anArticle(author)
  const { favorite, unfavorite } = reader.api.articles
  expect(await favorite.mutate({ id })).toEqual({ id, isChanged: true })
  expect(await favorite.mutate({ id })).toEqual({ id, isChanged: false })
  expect(await reader.api.articles.get.query({ id })).toMatchObject({ isFavorite: true, favoriteCount: 1, version })
  expect(await other.api.articles.get.query({ id })).toMatchObject({ isFavorite: false, favoriteCount: 1 })
  expect(await anyone.articles.get.query({ id })).toMatchObject({ isFavorite: false, favoriteCount: 1 })
  expect(await unfavorite.mutate({ id })).toEqual({ id, isChanged: true })
  expect(await unfavorite.mutate({ id })).toEqual({ id, isChanged: false })
  expect(await anyone.articles.get.query({ id })).toMatchObject({ favoriteCount: 0 })
  expect((await marksOf(id)).map(({ type }) => type)).toEqual(['favorites.created', 'favorites.removed'])
  // None of this changed the article itself.
  expect((await eventsOf(server, id)).map(({ type }) => type)).toEqual(['articles.created', 'articles.published'])
})

test('hundreds of presses at once, of one person and of many, leave the counter right', async () => {
  const { id } = await anArticle(author)
  await Promise.all(
    readers.flatMap(({ api }) => Array.from({ length: 25 }, () => api.articles.favorite.mutate({ id }))),
  )
  expect(await countsOf(id)).toEqual({ counter: 12, rows: 12 })
  expect(await marksOf(id)).toHaveLength(12)
  await Promise.all(
    readers.flatMap(({ api }, nth) =>
      Array.from({ length: 25 }, (_, press) =>
        (press + nth) % 2 === 0 ? api.articles.favorite.mutate({ id }) : api.articles.unfavorite.mutate({ id }),
      ),
    ),
  )
  const counts = await countsOf(id)
  expect(counts?.counter).toBe(counts?.rows)
  const marks = await marksOf(id)
  const created = marks.filter(({ type }) => type === 'favorites.created').length
  expect(created - (marks.length - created)).toBe(counts?.rows)
})

test('the counter follows whichever way a mark goes: with its person, by SQL, many at once', async () => {
  const articles = await Promise.all([anArticle(author), anArticle(author)])
  const leaving = await aUser(server)
  for (const { id } of articles)
    for (const who of [reader, other, leaving]) await who.api.articles.favorite.mutate({ id })
  await leaving.api.users.remove.mutate({ id: leaving.me.id })
  for (const { id } of articles) expect(await countsOf(id)).toEqual({ counter: 2, rows: 2 })
  await server.rows('delete from favorites where "articleId" = any($1)', [articles.map(({ id }) => id)])
  for (const { id } of articles) expect(await countsOf(id)).toEqual({ counter: 0, rows: 0 })
})

test('what one may not read one cannot mark, and nobody is shown a mark of it', async () => {
  const draft = await aDraft(author)
  expect(await outcomeOf(reader.api.articles.favorite.mutate({ id: draft.id }))).toBe('NOT_FOUND')
  expect(await outcomeOf(anyone.articles.favorite.mutate({ id: draft.id }))).toBe('SIGN_IN_REQUIRED')
  expect(await countsOf(draft.id)).toEqual({ counter: 0, rows: 0 })
  const article = await anArticle(author)
  await reader.api.articles.favorite.mutate({ id: article.id })
  const filter = { 'article.slug': { equals: article.slug } }
  expect(await outcomeOf(anyone.favorites.list.query({ filter }))).toBe('SIGN_IN_REQUIRED')
  expect((await author.api.favorites.list.query({ filter })).items).toMatchObject([
    { article: { slug: article.slug }, user: { username: reader.me.username } },
  ])
  await author.api.articles.unpublish.mutate({ id: article.id, version: article.version })
  for (const person of [author, reader]) expect((await person.api.favorites.list.query({ filter })).items).toEqual([])
})

test('a list is narrowed to what someone has marked, newest first, page by page and by place', async () => {
  const marker = await aUser(server)
  const articles = []
  for (let nth = 0; nth < 5; nth++) articles.push(await anArticle(author))
  for (const { id } of articles) await marker.api.articles.favorite.mutate({ id })
  const slugs = articles.map(({ slug }) => slug).toReversed()
  const filter = { favoritedBy: marker.me.username.toUpperCase() }
  const page = await anyone.articles.list.query({ filter, limit: 3, total: 'exact' })
  expect(page.items.map(({ slug }) => slug)).toEqual(slugs.slice(0, 3))
  expect(page.total).toBe(5)
  const next = await anyone.articles.list.query({ filter, limit: 3, cursor: page.nextCursor ?? '' })
  expect(next.items.map(({ slug }) => slug)).toEqual(slugs.slice(3))
  const byPlace = await anyone.articles.list.query({ filter, limit: 2, offset: 3, total: 'exact' })
  expect(byPlace.items).toEqual(next.items)
  expect(byPlace.total).toBe(5)
  expect(await anyone.articles.list.query({ filter, offset: 50, total: 'exact' })).toMatchObject({
    items: [],
    total: 5,
  })
  expect(await outcomeOf(anyone.articles.list.query({ filter, offset: 10_001 }))).toBe('INVALID_INPUT')
  const both = { filter, offset: 1, cursor: page.nextCursor ?? '' }
  expect(await outcomeOf(anyone.articles.list.query(both))).toBe('INVALID_INPUT')
  expect((await anyone.articles.list.query({ filter: { favoritedBy: author.me.username } })).items).toEqual([])
})

test('a list with author, marks and flags is one statement, whatever its length', async () => {
  for (const limit of [1, 20, 100]) {
    const input = encodeURIComponent(JSON.stringify({ json: { limit, total: 'exact' } }))
    const response = await reader.client.fetch(`/api/trpc/articles.list?input=${input}`)
    // The caller's session is found in the cache.
    expect((await server.lineOf(response.headers.get('x-request-id') ?? '')).sqlCount).toBe(1)
  }
})
