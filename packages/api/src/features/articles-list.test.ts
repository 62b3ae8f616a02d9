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
/** All published articles of this test file, the newest first. */
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
const published = { publishedAt: { not: null } }
const tagged = (tag: string) => ({ filter: { ...published, tags: { has: tag } } })
/** Published articles that contain the words, the newest first. */
const having = async (search: string) =>
  ids((await anyone.articles.list.query({ filter: published, search, sort: ['-createdAt'] })).items)

test('a list shows the newest first, and of each article the declared fields alone', async () => {
  const { items, nextCursor, total, isTotalExact, ...more } = await anyone.articles.list.query({ filter: published })
  expect(ids(items)).toEqual(ids(library.slice(0, 20)))
  expect(nextCursor).toEqual(expect.any(String))
  expect(total).toBeNull()
  expect(isTotalExact).toBe(false)
  expect(more).toEqual({})
  for (const item of items) {
    expect(Object.keys(item).toSorted()).toEqual(
      [
        'author',
        'createdAt',
        'description',
        'favoriteCount',
        'id',
        'isFavorite',
        'publishedAt',
        'slug',
        'tags',
        'title',
        'updatedAt',
        'version',
      ].toSorted(),
    )
    expect(Object.keys(item.author).toSorted()).toEqual(['bio', 'id', 'isFollowed', 'name', 'picture', 'username'])
  }
})

test('filters and pages together give what the library says', async () => {
  const filter = fc.record(
    {
      tag: fc.constantFrom(...tagNames, 'Red', ' BLUE ', 'none'),
      author: fc.constantFrom(...authors.map(({ me }) => me.username), 'nobody'),
      text: fc.constantFrom('alpha', 'ALPHABET', 'be', 'gam end', 'beta alpha', 'nothing'),
      isAscending: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(filter, fc.integer({ min: 1, max: 12 }), async (given, limit) => {
      const others = library.filter(
        (known) =>
          (given.tag === undefined || known.tags.includes(given.tag.trim().toLowerCase())) &&
          (given.author === undefined || known.author === given.author),
      )
      const wanted = (given.text ?? '').toLowerCase().split(' ')
      const expected = others.filter(({ words }) => wanted.every((each) => words.some((word) => word.startsWith(each))))
      const query = {
        filter: {
          ...published,
          ...(given.tag !== undefined && { tags: { has: given.tag } }),
          ...(given.author !== undefined && { 'author.username': { equals: given.author } }),
        },
        ...(given.text !== undefined && { search: given.text }),
        limit,
      }
      const totals = new Set<unknown>()
      const found = await all(
        { ...query, sort: [given.isAscending ? 'createdAt' : '-createdAt'], total: 'exact' },
        async ({ total, isTotalExact }) => void totals.add([total, isTotalExact].join()),
      )
      expect(ids(found)).toEqual(ids(given.isAscending ? expected.toReversed() : expected))
      expect([...totals]).toEqual([[expected.length, true].join()])
      // Ranked searches find the same ones; only if no row contains the words do they find similar ones.
      const ranked = await all(query)
      if (expected.length > 0) expect(ids(ranked).toSorted()).toEqual(ids(expected).toSorted())
      else expect(ids(others)).toEqual(expect.arrayContaining(ids(ranked)))
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
  const found = await all({ ...tagged(mark), limit: 3 }, async ({ items }) => {
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
  expect(ids(await all({ ...tagged(mark), limit: 2 }))).toEqual(ids(made).toSorted().toReversed())
})

test('the total stays when the rows behind the cursor are gone', async () => {
  const mark = unique('total')
  const [author] = authors
  const made = [await anArticle(author, { tags: [mark] }), await anArticle(author, { tags: [mark] })]
  const page = await anyone.articles.list.query({ ...tagged(mark), limit: 1, total: 'exact' })
  expect(page).toMatchObject({ total: 2, isTotalExact: true })
  await author.api.articles.remove.mutate({ id: made[0]?.id ?? '' })
  const cursor = page.nextCursor ?? ''
  const next = await anyone.articles.list.query({ ...tagged(mark), limit: 1, total: 'exact', cursor })
  expect(next).toEqual({ items: [], nextCursor: null, total: 1, isTotalExact: true })
})

test('text finds words from their beginning, all of them, in title, description and body', async () => {
  const [one, two] = [unique('findme'), unique('other')]
  const { id } = await anArticle(authors[0], {
    title: `The ${one}`,
    description: 'Zwölf Boxkämpfer',
    body: `deep ${two}, end`,
  })
  const finds = async (text: string) => (await having(text)).includes(id)
  expect(await finds(one)).toBe(true)
  expect(await finds(one.slice(0, -2))).toBe(true)
  expect(await finds(`${two} ${one.toUpperCase()}`)).toBe(true)
  expect(await finds(`boxkämpfer ${two}`)).toBe(true)
  expect(await finds(`zwolf boxkampfer ${two}`)).toBe(true)
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
    expect(await having(text), text).toEqual(text.includes('or') ? [] : [id])
  }
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom(...'\'"\\:*&|!<->()%_ $1;-a'), maxLength: 30 }),
      async (text) => {
        await anyone.articles.list.query({ search: text, limit: 1, highlights: true, total: 'estimated' })
        await having(text)
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
    // A path is one word to Postgres: it is found only by its beginning.
    expect(await having(`${text} ${mark}`), text).toEqual(text === 'index.ts' ? [] : [id])
  }
})

test('words of every alphabet are found, combining marks included', async () => {
  for (const word of ['Привет', 'مرحبا', 'हिन्दी', 'สวัสดี', '你好世界', 'שלום', 'e\u0301clair', 'Ελληνικά', 'தமிழ்']) {
    const mark = unique('alphabet')
    const { id } = await anArticle(authors[0], { title: `${word} ${mark}` })
    expect(await having(`${word} ${mark}`), word).toEqual([id])
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
  expect(await failureOf(anyone.articles.list.query({ search: 'x'.repeat(201) }))).toMatchObject({
    code: 'INVALID_INPUT',
    fields: { search: [expect.any(String)] },
  })
})

test('a cursor leads on only in its own list and order, and as it was handed out', async () => {
  const { api } = authors[0]
  const cursorOf = async (page: Promise<{ nextCursor: string | null }>) => (await page).nextCursor ?? ''
  const newest = await cursorOf(api.articles.list.query({ limit: 1 }))
  const others = [
    await cursorOf(api.articles.list.query({ limit: 1, sort: ['createdAt'] })),
    await cursorOf(api.articles.list.query({ limit: 1, sort: ['title'] })),
    await cursorOf(api.articles.list.query({ limit: 1, sort: ['-createdAt', 'title'] })),
    await cursorOf(api.articles.list.query({ limit: 1, search: 'end' })),
    await cursorOf(api.users.list.query({ limit: 1 })),
  ]
  const bytes = Buffer.from(newest, 'base64url')
  for (const nth of [0, 15, 16, bytes.length - 1]) {
    const changed = Buffer.from(bytes)
    changed[nth] = (changed[nth] ?? 0) ^ 1
    others.push(changed.toString('base64url'))
  }
  expect(new Set([newest, ...others]).size).toBe(10)
  expect((await api.articles.list.query({ limit: 1, cursor: newest })).items).toHaveLength(1)
  for (const cursor of others) {
    expect(await failureOf(api.articles.list.query({ cursor })), cursor).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { cursor: [expect.any(String)] },
    })
  }
})

test('a search shows the best first, and tells where the words stand', async () => {
  const word = unique('ranked')
  const inBody = await anArticle(authors[0], { title: 'Another', body: `once ${word} and ${word}` })
  const inTitle = await anArticle(authors[0], { title: `The ${word}`, body: word })
  const exact = await anArticle(authors[1], { title: word })
  await anArticle(authors[0], { title: 'Another' })
  const { items, highlights } = await anyone.articles.list.query({ filter: published, search: word, highlights: true })
  expect(ids(items)[0]).toBe(exact.id)
  expect(ids(items).toSorted()).toEqual(ids([inBody, inTitle, exact]).toSorted())
  expect(highlights?.[0]).toEqual({ title: [{ text: word, isFound: true }] })
  const of = highlights?.[ids(items).indexOf(inBody.id)]
  expect(of).toEqual({
    body: [
      { text: 'once ', isFound: false },
      { text: word, isFound: true },
      { text: ' and ', isFound: false },
      { text: word, isFound: true },
    ],
  })
  expect(await anyone.articles.list.query({ search: word })).not.toHaveProperty('highlights')
})

test('after a typing error titles that are alike are found, but no drafts of others', async () => {
  const title = `Encyclopaedia ${unique()}`
  const article = await anArticle(authors[0], { title })
  const draft = await aDraft(authors[0], { title: `${title} draft` })
  const search = title.replace('clop', 'clpo')
  expect(ids((await anyone.articles.list.query({ search })).items)).toEqual([article.id])
  expect(ids((await authors[1].api.articles.list.query({ search })).items)).toEqual([article.id])
  expect(ids((await authors[0].api.articles.list.query({ search })).items).toSorted()).toEqual(
    ids([article, draft]).toSorted(),
  )
  expect(await having(search)).toEqual([])
})

test('without a filter a list shows what is published and what is mine', async () => {
  const mark = unique('mine')
  const [one, two] = authors
  const made = [await anArticle(one, { tags: [mark] }), await aDraft(one, { tags: [mark] })]
  const seen = async ({ api }: Pick<TestUser, 'api'>, publishedAt?: { equals: null } | { not: null }) =>
    ids((await api.articles.list.query({ filter: { tags: { has: mark }, publishedAt } })).items)
  expect(await seen(one)).toEqual(ids(made.toReversed()))
  expect(await seen(two)).toEqual(ids(made.slice(0, 1)))
  expect(await seen({ api: anyone })).toEqual(ids(made.slice(0, 1)))
  expect(await seen(one, { equals: null })).toEqual(ids(made.slice(1)))
  expect(await seen(one, { not: null })).toEqual(ids(made.slice(0, 1)))
  expect(await seen(two, { equals: null })).toEqual([])
})
