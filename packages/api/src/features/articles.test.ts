import { afterAll, expect, test } from 'vitest'
import { allowEvents, countEvents, eventsOf, refuseEvents } from '../testing/events.ts'
import { aDraft, anArticle, anOperator, aUser, unique } from '../testing/factories.ts'
import { failureOf, outcomeOf } from '../testing/failure.ts'
import { hold, untilBlocked } from '../testing/held.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const author = await aUser(server, { name: 'Mary Shelley' })
const stranger = await aUser(server, { name: 'Percy Shelley' })
const anyone = server.client().api

const rowOf = async (id: string) => (await server.rows('select * from articles where id = $1', [id]))[0]

test('a new article is a draft that its author alone can see', async () => {
  const operator = await anOperator(server)
  const draft = await aDraft(author, {
    title: 'Frankenstein',
    body: '# One',
    description: 'A letter',
    tags: ['Gothic'],
  })
  expect(draft).toEqual({ id: expect.any(String), slug: `frankenstein-${draft.id.slice(-12)}`, version: 1 })

  const seen = await author.api.articles.get.query({ slug: draft.slug })
  expect(seen).toEqual({
    ...draft,
    title: 'Frankenstein',
    description: 'A letter',
    body: '# One',
    tags: ['gothic'],
    author: {
      id: author.me.id,
      username: author.me.username,
      name: 'Mary Shelley',
      picture: null,
      bio: '',
      isFollowed: false,
    },
    favoriteCount: 0,
    isFavorite: false,
    publishedAt: null,
    createdAt: expect.any(Date),
    updatedAt: expect.any(Date),
  })
  const states = { draft: { equals: null }, published: { not: null } } as const
  const drafts = await author.api.articles.list.query({ filter: { publishedAt: states.draft }, limit: 100 })
  expect(drafts.items.map(({ id }) => id)).toContain(draft.id)

  for (const api of [anyone, stranger.api, operator.api]) {
    expect((await failureOf(api.articles.get.query({ slug: draft.slug }))).code).toBe('NOT_FOUND')
    for (const filter of [{}, { publishedAt: states.draft }, { publishedAt: states.published }]) {
      const { items } = await api.articles.list.query({ filter, limit: 100 })
      expect(items.map(({ id }) => id)).not.toContain(draft.id)
    }
  }
})

test('publishing shows an article to everyone, and unpublishing hides it again', async () => {
  const draft = await aDraft(author)
  const published = await author.api.articles.publish.mutate({ id: draft.id, version: 1 })
  expect(published).toEqual({ ...draft, version: 2 })
  const seen = await anyone.articles.get.query({ slug: draft.slug })
  expect(seen.publishedAt?.getTime()).toBe(seen.updatedAt.getTime())

  expect(await author.api.articles.unpublish.mutate({ id: draft.id, version: 2 })).toEqual({ ...draft, version: 3 })
  expect(await outcomeOf(anyone.articles.get.query({ slug: draft.slug }))).toBe('NOT_FOUND')
  expect((await author.api.articles.get.query({ slug: draft.slug })).publishedAt).toBeNull()
})

// The field's own schema accepted a year that Postgres cannot store, which caused an internal error, at least in a batch.
test('a time that no database can hold is told by its field', async () => {
  const text = { title: 'When', description: 'd', body: 'b', tags: [] }
  for (const publishedAt of [new Date(-8.64e15), new Date('0000-12-31T23:59:59Z')]) {
    const given = { ...text, publishedAt }
    const { fields } = await failureOf(author.api.articles.create.mutate(given))
    expect(fields).toEqual({ publishedAt: ['Expected a time in the years 1 to 9999.'] })
    expect(await outcomeOf(author.api.articles.createMany.mutate({ items: [text, given] }))).toBe('INVALID_INPUT')
  }
})

test('an update changes what is given, the slug with the title, and nothing else', async () => {
  const article = await anArticle(author, { title: 'Before', description: 'd', body: 'b', tags: ['one', 'two'] })
  const before = await anyone.articles.get.query({ slug: article.slug })
  const { slug } = await author.api.articles.update.mutate({ id: article.id, version: 2, title: '  After  ' })
  const after = await anyone.articles.get.query({ slug })
  expect(slug).toBe(article.slug.replace('before', 'after'))
  expect(after).toEqual({ ...before, slug, title: 'After', version: 3, updatedAt: expect.any(Date) })
  expect(after.updatedAt.getTime()).toBeGreaterThan(before.updatedAt.getTime())
})

test('a stale version is a conflict, and nothing changes', async () => {
  const article = await anArticle(author, { tags: ['kept'] })
  const before = await rowOf(article.id)
  const events = await countEvents(server)
  const stale = { id: article.id, version: 1 }
  const calls = [
    author.api.articles.update.mutate({ ...stale, title: 'Lost', tags: ['lost'] }),
    author.api.articles.publish.mutate(stale),
    author.api.articles.unpublish.mutate(stale),
    author.api.articles.update.mutate({ ...stale, version: 3 }),
  ]
  for (const failure of await Promise.all(calls.map(failureOf))) {
    expect(failure).toMatchObject({ code: 'CONFLICT', httpStatus: 409 })
  }
  expect(await rowOf(article.id)).toEqual(before)
  expect((await anyone.articles.get.query({ slug: article.slug })).tags).toEqual(['kept'])
  expect(await server.rows(`select from tags where name = 'lost'`)).toHaveLength(0)
  expect(await countEvents(server)).toBe(events)
})

test("another's article answers like one that does not exist, and nothing changes", async () => {
  const draft = await aDraft(author, { tags: ['mine'] })
  const before = await rowOf(draft.id)
  const events = await countEvents(server)
  const missing = '00000000-0000-7000-8000-000000000000'
  const calls = (id: string) => [
    stranger.api.articles.update.mutate({ id, version: 1, title: 'Stolen', tags: ['stolen'] }),
    stranger.api.articles.publish.mutate({ id, version: 1 }),
    stranger.api.articles.publish.mutate({ id, version: 7 }),
    stranger.api.articles.unpublish.mutate({ id, version: 1 }),
    stranger.api.articles.remove.mutate({ id }),
  ]
  const [theirs, none] = await Promise.all([draft.id, missing].map((id) => Promise.all(calls(id).map(failureOf))))
  const withoutId = (failures: typeof theirs) => failures?.map(({ requestId: _, ...rest }) => rest)
  expect(withoutId(theirs)).toEqual(withoutId(none))
  for (const failure of theirs ?? []) expect(failure).toMatchObject({ code: 'NOT_FOUND', httpStatus: 404 })
  expect(await rowOf(draft.id)).toEqual(before)
  expect(await server.rows(`select from tags where name = 'stolen'`)).toHaveLength(0)
  expect(await countEvents(server)).toBe(events)
})

test('author and operator may remove, and the tags of the article go with it', async () => {
  const operator = await anOperator(server)
  for (const who of [author, operator]) {
    const article = await anArticle(author, { tags: ['gone'] })
    expect(await who.api.articles.remove.mutate({ id: article.id })).toEqual({ id: article.id })
    expect(await rowOf(article.id)).toBeUndefined()
    expect(await server.rows('select from article_tags where "articleId" = $1', [article.id])).toHaveLength(0)
    expect(await outcomeOf(who.api.articles.remove.mutate({ id: article.id }))).toBe('NOT_FOUND')
  }
})

test('every write leaves one event: what was, what is, who and in which request', async () => {
  const { id, slug } = await aDraft(author, { title: 'Event', description: 'd', body: 'b', tags: ['B', 'a'] })
  const response = await author.client.fetch('/api/trpc/articles.update', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ json: { id, version: 1, title: 'Event 2', tags: ['c'] } }),
  })
  expect(response.status).toBe(200)
  await author.api.articles.publish.mutate({ id, version: 2 })
  await author.api.articles.unpublish.mutate({ id, version: 3 })
  await author.api.articles.remove.mutate({ id })

  const changed = slug.replace('event', 'event-2')
  const whole = { description: 'd', body: 'b', publishedAt: null, author: author.me.id, favoriteCount: 0 }
  const events = await eventsOf(server, id)
  expect(events.map(({ type, before, after }) => ({ type, before, after }))).toEqual([
    {
      type: 'articles.created',
      before: null,
      after: { ...whole, slug, title: 'Event', version: 1, tags: ['b', 'a'] },
    },
    {
      type: 'articles.updated',
      before: { slug, title: 'Event', version: 1, tags: ['b', 'a'] },
      after: { slug: changed, title: 'Event 2', version: 2, tags: ['c'] },
    },
    {
      type: 'articles.published',
      before: { publishedAt: null, version: 2 },
      after: { publishedAt: expect.any(String), version: 3 },
    },
    {
      type: 'articles.unpublished',
      before: { publishedAt: expect.any(String), version: 3 },
      after: { publishedAt: null, version: 4 },
    },
    {
      type: 'articles.removed',
      before: { ...whole, slug: changed, title: 'Event 2', version: 4, tags: ['c'] },
      after: null,
    },
  ])
  for (const event of events) expect(event).toMatchObject({ actorType: 'user', actorId: author.me.id })
  expect(events[1]?.requestId).toBe(response.headers.get('x-request-id'))
  expect(new Set(events.map(({ requestId }) => requestId)).size).toBe(5)
})

test('the same title twenty times at once gives twenty slugs', async () => {
  const title = unique('Same title ')
  const made = await Promise.all(Array.from({ length: 20 }, () => aDraft(author, { title })))
  const slugs = new Set(made.map(({ slug }) => slug))
  expect(slugs.size).toBe(20)
  for (const { id, slug } of made) expect(slug).toBe(`${title.toLowerCase().replaceAll(' ', '-')}-${id.slice(-12)}`)
  for (const slug of slugs) expect((await author.api.articles.get.query({ slug })).title).toBe(title)
})

test('of several updates of one version at once, one wins', async () => {
  const { id, slug } = await aDraft(author)
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, (_, nth) =>
      outcomeOf(author.api.articles.update.mutate({ id, version: 1, title: `Title ${nth}`, tags: [`tag ${nth}`] })),
    ),
  )
  expect(outcomes.toSorted()).toEqual([...Array(7).fill('CONFLICT'), 'OK'])
  const { title, tags, version } = await author.api.articles.get.query({ slug })
  const winner = outcomes.indexOf('OK')
  expect({ title, tags, version }).toEqual({ title: `Title ${winner}`, tags: [`tag ${winner}`], version: 2 })
  expect(await eventsOf(server, id)).toHaveLength(2)
})

test('tags keep their order, each once, in lower case with single spaces', async () => {
  const { id, slug } = await aDraft(author, { tags: ['  Zebra ', 'open  source', 'ZEBRA', 'Éclair', 'apple'] })
  const tags = async () => (await author.api.articles.get.query({ slug })).tags
  expect(await tags()).toEqual(['zebra', 'open source', 'éclair', 'apple'])
  await author.api.articles.update.mutate({ id, version: 1, tags: ['apple', 'zebra', 'new one'] })
  expect(await tags()).toEqual(['apple', 'zebra', 'new one'])
  await author.api.articles.update.mutate({ id, version: 2, title: 'Tags stay' })
  expect(await tags()).toEqual(['apple', 'zebra', 'new one'])
  await author.api.articles.update.mutate({ id, version: 3, tags: [] })
  expect(await tags()).toEqual([])
  const twenty = Array.from({ length: 20 }, (_, nth) => `tag ${20 - nth}`)
  await author.api.articles.update.mutate({ id, version: 4, tags: twenty })
  expect(await tags()).toEqual(twenty)
})

test('writers who make the same tags in other orders do not lock each other out', async () => {
  const mark = unique('order ')
  const [first, middle, last] = ['a', 'm', 'z'].map((letter) => `${mark} ${letter}`) as [string, string, string] // three letters
  await using other = await hold(server, 'insert into tags (id, name) values (gen_random_uuid(), $1)', [middle])
  const one = aDraft(author, { tags: [first, middle, last] })
  await untilBlocked(server, 1)
  const two = aDraft(author, { tags: [last, middle, first] })
  // Each holds the locks that it could get, and waits for the middle row or for the other writer.
  await untilBlocked(server, 2)
  await other.commit()
  const made = await Promise.all([one, two])
  const tags = await Promise.all(made.map(async ({ slug }) => (await author.api.articles.get.query({ slug })).tags))
  expect(tags).toEqual([
    [first, middle, last],
    [last, middle, first],
  ])
})

test('many writers of the same new tags do not lock each other out, and make each tag once', async () => {
  const names = Array.from({ length: 10 }, () => unique('tag '))
  const orders = Array.from({ length: 24 }, (_, nth) => (nth % 2 ? names : names.toReversed()))
  const made = await Promise.all(orders.map((tags) => aDraft(author, { tags })))
  for (const [nth, { slug }] of made.entries()) {
    expect((await author.api.articles.get.query({ slug })).tags).toEqual(orders[nth])
  }
  expect(await server.rows('select name from tags where name = any($1)', [names])).toHaveLength(10)
})

test('a write and its event commit together: without the event there is no write', async () => {
  const draft = await aDraft(author, { tags: ['kept'] })
  const newTag = unique('tag ')
  const before = await rowOf(draft.id)
  const events = await countEvents(server)
  await refuseEvents(server)
  const calls = () => [
    author.api.articles.create.mutate({ title: 'Refused', description: '', body: '', tags: [newTag] }),
    author.api.articles.update.mutate({ id: draft.id, version: 1, title: 'Refused', tags: [newTag] }),
    author.api.articles.publish.mutate({ id: draft.id, version: 1 }),
    author.api.articles.unpublish.mutate({ id: draft.id, version: 1 }),
    author.api.articles.remove.mutate({ id: draft.id }),
  ]
  try {
    for (const failure of await Promise.all(calls().map(failureOf))) {
      expect(failure).toMatchObject({ code: 'INTERNAL', httpStatus: 500 })
    }
  } finally {
    await allowEvents(server)
  }
  expect(await rowOf(draft.id)).toEqual(before)
  expect(await server.rows(`select from articles where title = 'Refused'`)).toHaveLength(0)
  expect(await server.rows('select from tags where name = $1', [newTag])).toHaveLength(0)
  expect((await author.api.articles.get.query({ slug: draft.slug })).tags).toEqual(['kept'])
  expect(await countEvents(server)).toBe(events)
})

test('what does not fit is refused with the field that does not', async () => {
  const fine = { title: 't', description: '', body: '', tags: [] }
  const fieldsOf = async (given: object) => {
    const failure = await failureOf(author.api.articles.create.mutate({ ...fine, ...given }))
    expect(failure).toMatchObject({ code: 'INVALID_INPUT', httpStatus: 400, message: 'The input is not valid.' })
    return Object.keys(failure.fields ?? {})
  }
  expect(await fieldsOf({ title: '   ' })).toEqual(['title'])
  expect(await fieldsOf({ title: 't'.repeat(201) })).toEqual(['title'])
  expect(await fieldsOf({ description: 'd'.repeat(501), body: 'b'.repeat(200_001) })).toEqual(['description', 'body'])
  expect(await fieldsOf({ tags: Array(21).fill('t') })).toEqual(['tags'])
  expect(await fieldsOf({ tags: ['fine', ' ', 't'.repeat(51)] })).toEqual(['tags.1', 'tags.2'])
  expect(await fieldsOf({ authorId: stranger.me.id })).toEqual([''])
  expect(await outcomeOf(author.api.articles.remove.mutate({ id: 'no-uuid' }))).toBe('INVALID_INPUT')
  expect(await outcomeOf(author.api.articles.publish.mutate({ id: stranger.me.id, version: 0 }))).toBe('INVALID_INPUT')
})
