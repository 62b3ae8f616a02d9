import { newId } from '@plinth/core/id'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aDraft, anArticle, anOperator, aUser, type TestUser, unique } from '../../testing/factories.ts'
import { failureOf } from '../../testing/failure.ts'
import type { TestClient } from '../../testing/test-client.ts'
import { startTestServer } from '../../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const users = [await aUser(server), await aUser(server), await anOperator(server)] as [TestUser, TestUser, TestUser]
const anonymous = server.client()
const clients = [anonymous, ...users.map(({ client }) => client)]
const names = users.map(({ me }) => me.username)
const ids: string[] = []
const slugs: string[] = []

beforeAll(async () => {
  for (let nth = 0; nth < 24; nth++) {
    const user = users[nth % 3] ?? users[0]
    const given = { title: `Title ${nth % 5}`, body: nth % 2 ? 'engine' : 'loom', tags: ['a', 'b', 'c'].slice(nth % 4) }
    const { id, slug } = await (nth % 3 === 0 ? aDraft(user, given) : anArticle(user, given))
    ids.push(id)
    slugs.push(slug)
    const place = { name: `Place ${nth % 7}`, country: nth % 2 ? 'DE' : 'FR', region: '', district: '' }
    await users[2].api.places.create.mutate({ ...place, latitude: nth - 10, longitude: nth / 8 })
  }
})

/** An answer or a refusal in its JSON form. */
interface Outcome {
  code?: string
  answer?: unknown
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))

async function overTrpc(call: Promise<unknown>): Promise<Outcome> {
  const settled = await call.then(
    (answer) => ({ answer: plain(answer) }),
    () => undefined,
  )
  return settled ?? { code: (await failureOf(call)).code }
}

async function overRest(client: TestClient, path: string, init: RequestInit = {}): Promise<Outcome> {
  const response = await client.fetch(`/api/v1/${path}`, init)
  const text = await response.text()
  const body: unknown = text === '' ? null : JSON.parse(text)
  return response.ok ? { answer: body } : { code: Object(body).code }
}

type Condition = Record<string, unknown>
interface ListInput {
  filter?: Record<string, Condition>
  sort?: string[]
  [name: string]: unknown
}

const text = (value: unknown) => (value instanceof Date ? value.toISOString() : String(value))

/** The REST query for the same question. `isShort` selects the shorter of two forms. */
function queryOf({ filter = {}, total: _, ...rest }: ListInput, isShort: boolean): string {
  const query: string[] = []
  const put = (name: string, value: unknown) => {
    const parts = [value].flat().map((each) => encodeURIComponent(text(each)))
    const key = encodeURIComponent(name)
    if (Array.isArray(value) && !isShort)
      for (const part of parts) query.push(`${key}${encodeURIComponent('[]')}=${part}`)
    else query.push(`${key}=${parts.join(',')}`)
  }
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) put(name, value)
  for (const [name, condition] of Object.entries(filter)) {
    for (const [by, value] of Object.entries(condition)) {
      const isAlone = isShort && (by === 'equals' || by === 'has')
      put(isAlone ? `filter[${name}]` : `filter[${name}][${by}]`, value)
    }
  }
  return query.length > 0 ? `?${query.join('&')}` : ''
}

const some = <T>(values: Record<string, fc.Arbitrary<T>>) => fc.record(values, { requiredKeys: [] })
const given = <T extends object>(arbitrary: fc.Arbitrary<T>) =>
  arbitrary.filter((value) => Object.keys(value).length > 0)
const list = <T>(each: fc.Arbitrary<T>) => fc.array(each, { minLength: 1, maxLength: 3 })
const word = fc.oneof(
  fc.constantFrom('Title 1', 'Title 3', 'Title', 'null', 'engine', '100%', 'ü&=+#', 'Ulm, Donau', ','),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }),
)
const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
const time = fc.oneof(moment, fc.constant(new Date()))
const comparisons = <T>(value: fc.Arbitrary<T>) => ({
  equals: value,
  not: value,
  in: list(value),
  gt: value,
  gte: value,
  lt: value,
  lte: value,
})
const orNull = <T>(value: fc.Arbitrary<T>) => fc.oneof(value, fc.constant(null))

const articles = some<unknown>({
  filter: some<unknown>({
    title: given(some<unknown>({ ...comparisons(word), contains: word })),
    publishedAt: given(some<unknown>({ ...comparisons(time), equals: orNull(time), not: orNull(time) })),
    createdAt: given(some<unknown>(comparisons(time))),
    'author.username': given(
      some<unknown>({ equals: fc.constantFrom(...names, 'nobody'), in: list(fc.constantFrom(...names)) }),
    ),
    tags: given(
      some<unknown>({ has: fc.constantFrom('a', 'b', 'c', 'd'), hasEvery: list(fc.constantFrom('a', 'b', 'c')) }),
    ),
  }),
  sort: fc.uniqueArray(fc.constantFrom('createdAt', '-createdAt', 'title', '-title', 'body'), {
    minLength: 1,
    maxLength: 2,
  }),
  search: fc.constantFrom('engine', 'loom title', 'enigne', ''),
  highlights: fc.boolean(),
  limit: fc.integer({ min: 0, max: 101 }),
  total: fc.constantFrom('exact', 'estimated'),
}) as fc.Arbitrary<ListInput> // by its keys

const degrees = fc.double({ min: -12, max: 12, noNaN: true })
const places = some<unknown>({
  filter: some<unknown>({
    name: given(some<unknown>({ ...comparisons(word), contains: word })),
    country: given(some<unknown>({ equals: fc.constantFrom('DE', 'FR', 'XX'), in: list(fc.constantFrom('DE', 'FR')) })),
    latitude: given(some<unknown>(comparisons(degrees))),
    longitude: given(some<unknown>(comparisons(degrees))),
  }),
  sort: fc.uniqueArray(fc.constantFrom('name', '-country', 'latitude', '-longitude'), { minLength: 1, maxLength: 3 }),
  limit: fc.integer({ min: 1, max: 12 }),
  total: fc.constantFrom('exact', 'estimated'),
}) as fc.Arbitrary<ListInput> // as above

for (const [noun, question] of [
  ['articles', articles],
  ['places', places],
] as const) {
  test(`${noun}: a list is the same over both, page by page`, async () => {
    await fc.assert(
      fc.asyncProperty(question, fc.constantFrom(...clients), fc.boolean(), async (input, client, isShort) => {
        let cursor: string | undefined
        for (let page = 0; page < 3; page++) {
          const asked = { ...input, ...(cursor !== undefined && { cursor }) }
          const prefer = input.total === undefined ? {} : { prefer: `count=${input.total}` }
          const [rest, trpc] = await Promise.all([
            overRest(client, noun + queryOf(asked, isShort), { headers: prefer }),
            overTrpc(client.api[noun].list.query(asked as never)), // also inputs that its types would refuse
          ])
          expect(rest, noun + queryOf(asked, isShort)).toEqual(trpc)
          cursor = Object(trpc.answer).nextCursor ?? undefined
          if (cursor === undefined) break
        }
      }),
      { numRuns: 150 },
    )
  })
}

test('a row is the same over both, or refused in the same way', async () => {
  const id = fc.oneof(
    fc.nat(23).map((nth) => ids[nth] ?? ''),
    fc.constantFrom(newId(), 'x', '__proto__'),
  )
  const slug = fc.oneof(
    fc.nat(23).map((nth) => slugs[nth] ?? ''),
    fc.constantFrom('nothing', 'a b', '%2F'),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.record({ id }), fc.record({ slug })),
      fc.constantFrom(...clients),
      async (key, client) => {
        const [name, value] = Object.entries(key)[0] ?? ['', '']
        const path = name === 'id' ? 'articles' : `articles/by-${name}`
        const rest = await overRest(client, `${path}/${encodeURIComponent(value)}`)
        expect(rest).toEqual(await overTrpc(client.api.articles.get.query(key)))
      },
    ),
    { numRuns: 100 },
  )
})

test('what is created over one is what is created over the other', async () => {
  const body = fc.record<Record<string, unknown>>(
    {
      title: fc.oneof(word, fc.constantFrom('', 7, null, 'x'.repeat(201))),
      description: fc.oneof(word, fc.constant('')),
      body: fc.string({ unit: 'grapheme' }),
      tags: fc.oneof(fc.array(word, { maxLength: 3 }), fc.constant('no list')),
      other: fc.constant(1),
    },
    { requiredKeys: ['description', 'body'] },
  )
  const rowOf = async (outcome: Outcome) => {
    if (outcome.code !== undefined) return outcome
    const row = await users[0].api.articles.get.query({ id: Object(outcome.answer).id })
    const { id: _, slug: __, createdAt: ___, updatedAt: ____, ...same } = row
    return { same, answered: Object.keys(Object(outcome.answer)).toSorted() }
  }
  await fc.assert(
    fc.asyncProperty(body, async (input) => {
      const headers = { 'content-type': 'application/json' }
      const rest = await overRest(users[0].client, 'articles', { method: 'POST', headers, body: JSON.stringify(input) })
      const trpc = await overTrpc(users[0].api.articles.create.mutate(input as never)) // also inputs that its types would refuse
      expect(await rowOf(rest)).toEqual(await rowOf(trpc))
    }),
    { numRuns: 60 },
  )
})

test('answers of other procedures are the same over both', async () => {
  const { client, api } = users[0]
  expect(await overRest(client, 'users/me')).toEqual(await overTrpc(api.users.me.query()))
  expect(await overRest(anonymous, 'users/me')).toEqual({ answer: null })
  expect(await overRest(client, 'sessions')).toEqual(await overTrpc(api.sessions.list.query()))
  expect(await overRest(anonymous, 'sessions')).toEqual(await overTrpc(anonymous.api.sessions.list.query()))
  expect(await overRest(client, 'tags?text=a&limit=5')).toEqual(
    await overTrpc(api.tags.list.query({ text: 'a', limit: 5 })),
  )
  const token = unique()
  expect(await overRest(client, `users/set-up-state?token=${token}`)).toEqual(
    await overTrpc(api.users.setUpState.query({ token })),
  )
})
