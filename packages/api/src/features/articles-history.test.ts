import { afterAll, expect, test } from 'vitest'
import { countEvents, eventsOf } from '../testing/events.ts'
import { aDraft, anArticle, aUser, unique } from '../testing/factories.ts'
import { outcomeOf } from '../testing/failure.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const author = await aUser(server)
const stranger = await aUser(server)
const { articles } = author.api

test('the history of a row tells who changed what, the newest first, page by page', async () => {
  const { id } = await aDraft(author, { title: 'One', tags: ['a'] })
  await articles.update.mutate({ id, version: 1, title: 'Two', tags: ['b', 'c'] })
  await articles.publish.mutate({ id, version: 2 })
  const all = await articles.history.query({ id })
  expect(all.nextCursor).toBeNull()
  expect(all.items.map(({ type }) => type)).toEqual(['articles.published', 'articles.updated', 'articles.created'])
  expect(all.items[1]).toMatchObject({
    before: { title: 'One', tags: ['a'], version: 1 },
    after: { title: 'Two', tags: ['b', 'c'], version: 2 },
    actor: { type: 'user', id: author.me.id, keyId: null, impersonatorId: null },
    createdAt: expect.any(Date),
  })
  const first = await articles.history.query({ id, limit: 2 })
  const rest = await articles.history.query({ id, limit: 2, cursor: first.nextCursor ?? '' })
  expect([...first.items, ...rest.items]).toEqual(all.items)
  expect(rest.nextCursor).toBeNull()
})

test('what a draft said is never shown to those who may only read the article', async () => {
  const { id } = await aDraft(author, { body: 'the secret of the draft' })
  await articles.update.mutate({ id, version: 1, body: 'what everyone may read' })
  await articles.publish.mutate({ id, version: 2 })
  const anyone = server.client()
  expect((await stranger.api.articles.get.query({ id })).body).toBe('what everyone may read')
  expect(await outcomeOf(stranger.api.articles.history.query({ id }))).toBe('NOT_FOUND')
  expect(await outcomeOf(anyone.api.articles.history.query({ id }))).toBe('SIGN_IN_REQUIRED')
  const rest = await fetch(`${server.url}/api/v1/articles/${id}/history`, { headers: stranger.client.headers() })
  expect([rest.status, await rest.text()]).toEqual([404, expect.not.stringContaining('secret')])
  expect(JSON.stringify(await articles.history.query({ id }))).toContain('the secret of the draft')
  // The author of the article's first comment may not see it either, even after the article is unpublished.
  await articles.unpublish.mutate({ id, version: 3 })
  expect(await outcomeOf(stranger.api.articles.history.query({ id }))).toBe('NOT_FOUND')
})

test('a version is restored as it was right after an event, names included, as a new version', async () => {
  const { id } = await aDraft(author, { title: 'One', body: 'first', tags: ['a', 'b'] })
  await articles.update.mutate({ id, version: 1, title: 'Two' })
  await articles.update.mutate({ id, version: 2, body: 'second', tags: ['c'] })
  await articles.update.mutate({ id, version: 3, title: 'Three', body: 'third' })
  const events = await eventsOf(server, id)
  const eventId = events[1]?.id ?? ''
  expect(await articles.revert.mutate({ id, version: 4, eventId })).toEqual({
    id,
    slug: `two-${id.slice(-12)}`,
    version: 5,
    notRestored: [],
  })
  expect(await articles.get.query({ id })).toMatchObject({ title: 'Two', body: 'first', tags: ['a', 'b'], version: 5 })
  expect((await eventsOf(server, id)).at(-1)).toMatchObject({
    type: 'articles.reverted',
    before: { title: 'Three', body: 'third', tags: ['c'], version: 4 },
    after: { title: 'Two', body: 'first', tags: ['a', 'b'], version: 5 },
  })
  // A restored state can itself be restored.
  await articles.revert.mutate({ id, version: 5, eventId: events[3]?.id ?? '' })
  expect(await articles.get.query({ id })).toMatchObject({ title: 'Three', body: 'third', tags: ['c'], version: 6 })
})

test('a revert over REST names what stays: an article that was published since stays published', async () => {
  const { id } = await aDraft(author, { title: 'One' })
  await articles.publish.mutate({ id, version: 1 })
  await articles.update.mutate({ id, version: 2, title: 'Two' })
  const [created] = await eventsOf(server, id)
  const answer = await fetch(`${server.url}/api/v1/articles/${id}/revert`, {
    method: 'POST',
    headers: { ...author.client.headers(), 'content-type': 'application/json', 'if-match': '"v3"' },
    body: JSON.stringify({ eventId: created?.id }),
  })
  expect([answer.status, await answer.json()]).toEqual([
    200,
    { id, slug: `one-${id.slice(-12)}`, version: 4, notRestored: ['publishedAt'] },
  ])
  expect(await articles.get.query({ id })).toMatchObject({ title: 'One', publishedAt: expect.any(Date) })
})

test('a revert is an update: by the author alone, of the version that was read, to an event of this row', async () => {
  const article = await anArticle(author)
  const other = await anArticle(author)
  const [event] = await eventsOf(server, article.id)
  const [foreign] = await eventsOf(server, other.id)
  const before = await countEvents(server)
  const call = { id: article.id, version: 2, eventId: event?.id ?? '' }
  expect(await outcomeOf(stranger.api.articles.revert.mutate(call))).toBe('NOT_FOUND')
  expect(await outcomeOf(server.client().api.articles.revert.mutate(call))).toBe('SIGN_IN_REQUIRED')
  expect(await outcomeOf(articles.revert.mutate({ ...call, version: 1 }))).toBe('CONFLICT')
  expect(await outcomeOf(articles.revert.mutate({ ...call, eventId: foreign?.id ?? '' }))).toBe('NOT_FOUND')
  expect(await countEvents(server)).toBe(before)
})

test('a batch is written as a whole, with an event for each row', async () => {
  const title = unique('Same ')
  const items = [1, 2, 3].map(() => ({ title, description: '', body: '', tags: [] }))
  const made = await articles.createMany.mutate({ items })
  expect(made.isCommitted).toBe(true)
  const rows = made.results.map((result) => (result.isOk ? result.row : undefined))
  expect(new Set(rows.map((row) => row?.slug)).size).toBe(3)
  for (const row of rows) expect(await eventsOf(server, row?.id ?? '')).toHaveLength(1)
})

test('a batch in which one row fails changes nothing and says which', async () => {
  const [one, two] = await Promise.all([aDraft(author, { title: 'One' }), aDraft(author, { title: 'Two' })])
  const foreign = await aDraft(stranger)
  const before = await countEvents(server)
  const answer = await articles.updateMany.mutate({
    items: [
      { id: one.id, version: 1, title: 'Changed' },
      { id: two.id, version: 7, title: 'Stale' },
      { id: foreign.id, version: 1, title: 'Stolen' },
    ],
  })
  expect(answer).toMatchObject({
    isCommitted: false,
    results: [
      { isOk: true },
      { isOk: false, error: { code: 'CONFLICT' } },
      { isOk: false, error: { code: 'NOT_FOUND' } },
    ],
  })
  expect((await articles.get.query({ id: one.id })).title).toBe('One')
  expect(await countEvents(server)).toBe(before)
  const removed = await articles.removeMany.mutate({ items: [{ id: one.id }, { id: two.id, version: 1 }] })
  expect(removed).toEqual({
    isCommitted: true,
    results: [
      { isOk: true, row: { id: one.id } },
      { isOk: true, row: { id: two.id } },
    ],
  })
  expect(await outcomeOf(articles.get.query({ id: two.id }))).toBe('NOT_FOUND')
})

test('a batch under an idempotency key is tried once: its answer, also that of a failure, is given again', async () => {
  const { id } = await aDraft(author)
  const key = unique('key-')
  const title = unique()
  const send = async (version: number) => {
    const response = await author.client.fetch('/api/trpc/articles.updateMany', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ json: { items: [{ id, version, title }] } }),
    })
    return response.json()
  }
  const failed = { result: { data: { json: { isCommitted: false, results: [{ error: { code: 'CONFLICT' } }] } } } }
  expect(await send(2)).toMatchObject(failed)
  await articles.update.mutate({ id, version: 1, description: 'd' })
  expect(await send(2)).toMatchObject(failed)
  expect(await send(3)).toMatchObject({ error: { json: { data: { code: 'IDEMPOTENCY_KEY_REUSED' } } } })
  expect(await articles.get.query({ id })).toMatchObject({ version: 2 })
})
