import { encodeCursor } from '@plinth/core/page'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aDraft, anArticle, aUser, type Outputs, type TestUser, unique } from '../testing/factories.ts'
import { failureOf } from '../testing/failure.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

type Page = Outputs['articles']['list']
type Query = Parameters<TestUser['api']['articles']['list']['query']>[0]

const anyone = server.client().api
const authors = [await aUser(server), await aUser(server)] as const
const words = ['alpha', 'alphabet', 'beta', 'gamma', 'betamax'] as const
const tagNames = ['red', 'green', 'blue'] as const

interface Known {
  id: string
  author: string
  tags: string[]
  words: string[]
}
/** All published articles of this file's library, the newest first. */
const library: Known[] = []

beforeAll(async () => {
  for (let nth = 0; nth < 30; nth++) {
    const author = authors[nth % 2] ?? authors[0]
    const tags = tagNames.filter((_, bit) => nth & (1 << bit))
    const [title = '', description = '', body = ''] = [0, 1, 2].map(
      (step) => words[(nth * 3 + step * 2 + (nth >> 2)) % 5],
    )
    const made = await anArticle(author, { title, description, body: `${body} end`, tags })
    library.unshift({ id: made.id, author: author.me.username, tags, words: [title, description, body, 'end'] })
    if (nth % 5 === 0) await aDraft(author, { title, description, body, tags })
  }
})

async function all(query: Query & object, onPage?: (page: Page) => Promise<void>): Promise<Page['items']> {
  const items: Page['items'] = []
  let cursor: string | undefined
  do {
    const page: Page = await anyone.articles.list.query({ ...query, ...(cursor !== undefined && { cursor }) })
    items.push(...page.items)
    await onPage?.(page)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return items
}

const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id)

test('a list shows the newest first, and of each article the declared fields alone', async () => {
  const { items, nextCursor, total } = await anyone.articles.list.query({})
  expect(ids(items)).toEqual(ids(library.slice(0, 20)))
  expect(nextCursor).toEqual(expect.any(String))
  expect(total).toBeNull()
  for (const item of items) {
    expect(Object.keys(item).toSorted()).toEqual(
      [
        'author',
        'createdAt',
        'description',
        'id',
        'publishedAt',
        'slug',
        'tags',
        'title',
        'updatedAt',
        'version',
      ].toSorted(),
    )
    expect(Object.keys(item.author).toSorted()).toEqual(['id', 'name', 'picture', 'username'])
  }
})

test('filters and pages together give what the library says', async () => {
  const filter = fc.record(
    {
      tag: fc.constantFrom(...tagNames, 'Red', 'none'),
      author: fc.constantFrom(...authors.map(({ me }) => me.username), 'nobody'),
      text: fc.constantFrom('alpha', 'ALPHABET', 'be', 'gam end', 'beta alpha', 'nothing'),
    },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(filter, fc.integer({ min: 1, max: 12 }), async (given, limit) => {
      const expected = library.filter(
        (known) =>
          (given.tag === undefined || known.tags.includes(given.tag.toLowerCase())) &&
          (given.author === undefined || known.author === given.author) &&
          (given.text ?? '')
            .toLowerCase()
            .split(' ')
            .every((wanted) => known.words.some((word) => word.startsWith(wanted))),
      )
      const totals = new Set<number | null>()
      const found = await all({ ...given, limit, withTotal: true }, async ({ total }) => void totals.add(total))
      expect(ids(found)).toEqual(ids(expected))
      expect([...totals]).toEqual([expected.length])
    }),
    { numRuns: 60 },
  )
})

test('each row comes once while others are being written and removed', async () => {
  const mark = unique('moving')
  const [author] = authors
  const first: { id: string }[] = []
  for (let nth = 0; nth < 12; nth++) first.push(await anArticle(author, { tags: [mark] }))
  const gone = first[6]
  const found = await all({ tag: mark, limit: 3 }, async ({ items }) => {
    await anArticle(author, { tags: [mark] })
    if (items.some(({ id }) => id === first[9]?.id) && gone) await author.api.articles.remove.mutate({ id: gone.id })
  })
  expect(ids(found)).toEqual(ids(first.toReversed().filter(({ id }) => id !== gone?.id)))
})

test('rows of the same millisecond are all listed, each once', async () => {
  const mark = unique('same')
  const [author] = authors
  const made = await Promise.all(Array.from({ length: 9 }, () => anArticle(author, { tags: [mark] })))
  await server.rows(`update articles set "createdAt" = '2026-01-02T03:04:05.678Z' where id = any($1)`, [ids(made)])
  expect(ids(await all({ tag: mark, limit: 2 }))).toEqual(ids(made).toSorted().toReversed())
})

test('the total stays when the rows behind the cursor are gone', async () => {
  const mark = unique('total')
  const [author] = authors
  const made = [await anArticle(author, { tags: [mark] }), await anArticle(author, { tags: [mark] })]
  const page = await anyone.articles.list.query({ tag: mark, limit: 1, withTotal: true })
  expect(page.total).toBe(2)
  await author.api.articles.remove.mutate({ id: made[0]?.id ?? '' })
  const next = await anyone.articles.list.query({ tag: mark, limit: 1, withTotal: true, cursor: page.nextCursor ?? '' })
  expect(next).toEqual({ items: [], nextCursor: null, total: 1 })
})

test('text finds words from their beginning, all of them, in title, description and body', async () => {
  const [one, two] = [unique('findme'), unique('other')]
  const { id } = await anArticle(authors[0], {
    title: `The ${one}`,
    description: 'Zwölf Boxkämpfer',
    body: `deep ${two}, end`,
  })
  const finds = async (text: string) => ids((await anyone.articles.list.query({ text })).items).includes(id)
  expect(await finds(one)).toBe(true)
  expect(await finds(one.slice(0, -2))).toBe(true)
  expect(await finds(`${two} ${one.toUpperCase()}`)).toBe(true)
  expect(await finds(`boxkämpfer ${two}`)).toBe(true)
  expect(await finds(one.slice(2))).toBe(false)
  expect(await finds(`${one} missing`)).toBe(false)
})

test('quotes and operators in a text are harmless', async () => {
  const word = unique('harmless')
  const { id } = await anArticle(authors[0], { title: word })
  const wrapped = [
    `'${word}'`,
    `"${word}"`,
    `${word}:*`,
    `!${word}`,
    `(${word}`,
    `${word} & | ! <->`,
    `\\${word}`,
    `%${word}_`,
  ]
  for (const text of [...wrapped, `${word}' or 1=1 --`]) {
    const { items } = await anyone.articles.list.query({ text })
    expect(ids(items), text).toEqual(text.includes('or') ? [] : [id])
  }
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom(...'\'"\\:*&|!<->()%_ $1;-a'), maxLength: 30 }),
      async (text) => {
        await anyone.articles.list.query({ text, limit: 1 })
      },
    ),
    { numRuns: 60 },
  )
})

test('names with dots, slashes and hyphens are found as people write them', async () => {
  const mark = unique('names')
  const description =
    'Use next.js and @trpc/client 11.22.1 with fast-check, see src/index.ts, mail ada@example.com, process.env'
  const { id } = await anArticle(authors[0], { title: mark, description })
  const given = ['next.js', 'next.j', '@trpc/client', '@trpc/cl', '11.22.1', '11.22', 'fast-check', 'fast-ch', 'check']
  for (const text of [...given, 'src/index.ts', 'ada@example.com', 'Process.env', '"next.js"', 'index.ts']) {
    const { items } = await anyone.articles.list.query({ text: `${text} ${mark}` })
    // A path is one word to Postgres: it is found from its beginning.
    expect(ids(items), text).toEqual(text === 'index.ts' ? [] : [id])
  }
})

test('words of every alphabet are found, combining marks included', async () => {
  for (const word of ['Привет', 'مرحبا', 'हिन्दी', 'สวัสดี', '你好世界', 'שלום', 'e\u0301clair', 'Ελληνικά', 'தமிழ்']) {
    const mark = unique('alphabet')
    const { id } = await anArticle(authors[0], { title: `${word} ${mark}` })
    expect(ids((await anyone.articles.list.query({ text: `${word} ${mark}` })).items), word).toEqual([id])
  }
})

test('a limit or a cursor that is none is refused', async () => {
  for (const limit of [0, 101, 1.5, -1]) {
    expect(await failureOf(anyone.articles.list.query({ limit }))).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { limit: [expect.any(String)] },
    })
  }
  const id = library[0]?.id ?? ''
  const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const times = [8.64e15, 8.64e15 + 1, -8.64e15, Number.MAX_SAFE_INTEGER, -62_135_596_800_001 * 10]
  const cursors = [
    '',
    'x',
    '!!!',
    json([]),
    json([0]),
    json([0, 'x']),
    json(['0', id]),
    json([0, `${id}' or true`]),
    json({}),
  ]
  for (const cursor of [...cursors, ...times.map((at) => json([at, id]))]) {
    const failure = await failureOf(anyone.articles.list.query({ cursor }))
    expect(failure, cursor).toMatchObject({
      code: 'INVALID_INPUT',
      httpStatus: 400,
      fields: { cursor: [expect.any(String)] },
    })
  }
  expect((await anyone.articles.list.query({ cursor: encodeCursor({ at: new Date(0), id }) })).items).toEqual([])
  expect(await failureOf(anyone.articles.list.query({ text: 'x'.repeat(201) }))).toMatchObject({
    code: 'INVALID_INPUT',
  })
})
