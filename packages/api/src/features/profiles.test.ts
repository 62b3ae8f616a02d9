import { afterAll, expect, test } from 'vitest'
import { aDraft, anArticle, aUser, type TestUser } from '../testing/factories.ts'
import { failureOf, outcomeOf } from '../testing/failure.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer({ connections: 20 })
afterAll(() => server[Symbol.asyncDispose]())

const people = await Promise.all(Array.from({ length: 8 }, () => aUser(server)))
const [reader, ada, grace] = people as [TestUser, TestUser, TestUser] // there are eight
const anyone = server.client().api

const profileOf = ({ api }: Pick<TestUser, 'api'>, { me }: TestUser) =>
  api.profiles.get.query({ username: me.username })

test('following someone shows on their profile to the follower alone, and counts for all', async () => {
  await reader.api.profiles.follow.mutate({ id: ada.me.id })
  expect(await profileOf(reader, ada)).toMatchObject({ isFollowed: true, followerCount: 1 })
  expect(await profileOf(grace, ada)).toMatchObject({ isFollowed: false, followerCount: 1 })
  expect(await profileOf({ api: anyone }, ada)).toMatchObject({ isFollowed: false, followerCount: 1 })
  const { slug } = await anArticle(ada)
  expect((await reader.api.articles.get.query({ slug })).author).toMatchObject({ isFollowed: true })
  expect((await anyone.articles.get.query({ slug })).author).toMatchObject({ isFollowed: false })
  const filter = { 'followed.username': { equals: ada.me.username } }
  expect(await outcomeOf(anyone.follows.list.query({ filter }))).toBe('SIGN_IN_REQUIRED')
  expect((await grace.api.follows.list.query({ filter })).items).toMatchObject([
    { follower: { username: reader.me.username } },
  ])
  await reader.api.profiles.unfollow.mutate({ id: ada.me.id })
  expect(await profileOf(reader, ada)).toMatchObject({ isFollowed: false, followerCount: 0 })
})

test('a profile counts the articles that its reader may read, over tRPC and REST', async () => {
  const writer = await aUser(server)
  await anArticle(writer)
  await aDraft(writer)
  const told: number[] = []
  for (const who of [writer, reader, { api: anyone }]) told.push((await profileOf(who, writer)).articleCount)
  expect(told).toEqual([2, 1, 1])
  const path = `/api/v1/profiles/by-username/${writer.me.username}`
  expect(await (await server.client().fetch(path)).json()).toMatchObject({ articleCount: 1 })
  expect(await (await writer.client.fetch(path)).json()).toMatchObject({ articleCount: 2 })
})

test('nobody follows themselves, or who is not there', async () => {
  const failure = await failureOf(reader.api.profiles.follow.mutate({ id: reader.me.id }))
  expect(failure).toMatchObject({ code: 'INVALID_INPUT', fields: { id: [expect.stringContaining('themselves')] } })
  expect(await outcomeOf(reader.api.profiles.follow.mutate({ id: crypto.randomUUID() }))).toBe('NOT_FOUND')
  expect(await outcomeOf(anyone.profiles.follow.mutate({ id: ada.me.id }))).toBe('SIGN_IN_REQUIRED')
})

test('hundreds of presses at once leave the number of followers right, and the sessions of the followed in the cache', async () => {
  const followed = await aUser(server)
  await followed.api.users.me.query()
  const others = people.filter((one) => one !== followed)
  await Promise.all(
    others.flatMap(({ api }, nth) =>
      Array.from({ length: 25 }, (_, press) =>
        (press + nth) % 3 === 0
          ? api.profiles.unfollow.mutate({ id: followed.me.id })
          : api.profiles.follow.mutate({ id: followed.me.id }),
      ),
    ),
  )
  const [found] = await server.rows<{ counter: number; rows: number }>(
    `select "followerCount" as counter, (select count(*)::int from follows where "followedId" = users.id) as rows from users where id = $1`,
    [followed.me.id],
  )
  expect(found?.counter).toBe(found?.rows)
  // A notification for each follow would make all commits wait for one another, and every process look up the session again.
  const response = await followed.client.fetch('/api/trpc/users.me')
  expect((await server.lineOf(response.headers.get('x-request-id') ?? '')).sqlCount).toBe(0)
})

test('the feed holds the articles of whom one follows, the newest first, by cursor, and nobody else’s', async () => {
  const [follower, one, two, stranger] = await Promise.all([aUser(server), aUser(server), aUser(server), aUser(server)])
  for (const { me } of [one, two]) await follower.api.profiles.follow.mutate({ id: me.id })
  const slugs: string[] = []
  for (const author of [one, stranger, two, one, stranger, two]) {
    const { slug } = await anArticle(author)
    if (author !== stranger) slugs.unshift(slug)
  }
  const feed = { filter: { isFollowed: true }, limit: 3, total: 'exact' } as const
  const first = await follower.api.articles.list.query(feed)
  const rest = await follower.api.articles.list.query({ ...feed, cursor: first.nextCursor ?? '' })
  expect([...first.items, ...rest.items].map(({ slug }) => slug)).toEqual(slugs)
  expect(first.total).toBe(4)
  expect(rest.nextCursor).toBeNull()
  expect((await anyone.articles.list.query(feed)).items).toEqual([])
  expect((await stranger.api.articles.list.query(feed)).items).toEqual([])
})

test('one profile is public; the list of everyone, its search and its export are for people who have signed in', async () => {
  expect((await profileOf({ api: anyone }, ada)).username).toBe(ada.me.username)
  expect(await outcomeOf(anyone.profiles.list.query({}))).toBe('SIGN_IN_REQUIRED')
  expect(await outcomeOf(anyone.profiles.list.query({ search: 'a', total: 'exact' }))).toBe('SIGN_IN_REQUIRED')
  for (const path of ['profiles', 'profiles/export?format=csv', 'users', 'users/export?format=csv'])
    expect((await fetch(`${server.url}/api/v1/${path}`)).status, path).toBe(401)
  expect((await reader.api.profiles.list.query({ limit: 1 })).items).toHaveLength(1)
})
