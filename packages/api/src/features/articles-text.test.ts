import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { countEvents } from '../testing/events.ts'
import { aDraft, anArticle, aUser, unique } from '../testing/factories.ts'
import { failureOf, outcomeOf } from '../testing/failure.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const author = await aUser(server)
const { api } = author

test('a text comes back as it was sent, whatever its alphabet', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 }).filter((given) => !given.includes('\0'))
  await fc.assert(
    fc.asyncProperty(text, text, fc.array(text, { maxLength: 3 }), async (description, body, tags) => {
      const { slug } = await aDraft(author, { description, body, tags: tags.filter((tag) => tag.trim() !== '') })
      const seen = await api.articles.get.query({ slug })
      expect(seen.body).toBe(body)
      expect(seen.description).toBe(description.trim())
      const wanted = tags.map((tag) => tag.trim().toLowerCase().replace(/\s+/g, ' ')).filter((tag) => tag !== '')
      expect(seen.tags).toEqual([...new Set(wanted)])
    }),
    { numRuns: 25 },
  )
})

test('what cannot be stored is refused with its field: U+0000 and half a character', async () => {
  const { id, slug } = await aDraft(author, { title: unique('Stays ') })
  const before = await api.articles.get.query({ slug })
  const events = await countEvents(server)
  const fine = { title: 't', description: '', body: '', tags: [] }
  for (const bad of ['nul \0 here', 'half \ud83d here', '\udc00']) {
    const calls: [field: string, call: () => Promise<unknown>][] = [
      ['title', () => api.articles.create.mutate({ ...fine, title: bad })],
      ['title', () => api.articles.update.mutate({ id, version: 1, title: bad })],
      ['description', () => api.articles.create.mutate({ ...fine, description: bad })],
      ['body', () => api.articles.update.mutate({ id, version: 1, body: bad })],
      ['tags.1', () => api.articles.create.mutate({ ...fine, tags: ['ok', bad] })],
      ['search', () => api.articles.list.query({ search: bad })],
      ['filter.tags.has', () => api.articles.list.query({ filter: { tags: { has: bad } } })],
      ['filter.tags.hasEvery.1', () => api.articles.list.query({ filter: { tags: { hasEvery: ['ok', bad] } } })],
      ['filter.title.in.0', () => api.articles.list.query({ filter: { title: { in: [bad] } } })],
      [
        'filter.author.username.equals',
        () => api.articles.list.query({ filter: { 'author.username': { equals: bad } } }),
      ],
      ['slug', () => api.articles.get.query({ slug: bad })],
      ['text', () => api.tags.list.query({ text: bad })],
      ['username', () => api.users.get.query({ username: bad })],
      ['bio', () => api.users.update.mutate({ version: 1, bio: bad })],
      ['name', () => api.sessions.createToken.mutate({ name: bad, expiresInDays: 1 })],
    ]
    for (const [field, call] of calls) {
      const failure = await failureOf(call())
      expect(failure).toMatchObject({ code: 'INVALID_INPUT', httpStatus: 400 })
      expect(Object.keys(failure.fields ?? {})).toEqual([field])
    }
  }
  expect(await api.articles.get.query({ slug })).toEqual(before)
  expect(await countEvents(server)).toBe(events)
})

test('a title of any alphabet gives an address that works', async () => {
  const anyone = server.client().api
  for (const title of [
    '你好，世界',
    'مرحبا بالعالم',
    'Привет, мир!',
    'Ünïcödé & Füße',
    'हिन्दी में',
    '한국어 제목',
    'C++ / C#',
    'x'.repeat(200),
  ]) {
    const { slug } = await anArticle(author, { title })
    expect(slug, title).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(slug.length).toBeLessThanOrEqual(100)
    expect((await anyone.articles.get.query({ slug })).title).toBe(title)
  }
})

test('titles that leave no letter give addresses of their own', async () => {
  const slugs = new Set<string>()
  for (const title of ['🎉🎉🎉', '🎉🎉🎉', '!!!', '…', '\u200b', '-']) {
    const { slug } = await anArticle(author, { title })
    expect(slug, title).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect((await server.client().api.articles.get.query({ slug })).title).toBe(title)
    slugs.add(slug)
  }
  expect(slugs.size).toBe(6)
})

test('titles that differ only in what an address leaves out get addresses of their own', async () => {
  const word = unique('same')
  const made = new Set<string>()
  for (const title of [word, `${word}!`, `¡${word}`, word.toUpperCase()]) {
    const { id, slug } = await aDraft(author, { title })
    expect(slug).toBe(`${word}-${id.slice(-12)}`)
    made.add(slug)
  }
  expect(made.size).toBe(4)
})

test('the longest body is stored and comes back, in letters of one to four bytes', async () => {
  for (const letter of ['a', 'é', '語', '𐍈', '😀']) {
    const body = letter.repeat(200_000 / letter.length)
    const { slug } = await aDraft(author, { body })
    expect((await api.articles.get.query({ slug })).body).toBe(body)
  }
})

test('a body of more different words than can be indexed is stored or refused, and is no fault of ours', async () => {
  const word = (nth: number) =>
    String.fromCodePoint(0x4e00 + (nth % 20_000), 0x4e00 + (Math.floor(nth / 20_000) % 20_000))
  let body = ''
  for (let nth = 0; body.length < 199_900; nth += 3) body += `${word(nth)}-${word(nth + 1)}-${word(nth + 2)} `
  expect(['OK', 'TOO_LARGE']).toContain(await outcomeOf(aDraft(author, { body: body.slice(0, 199_900) })))
})

test('no text takes the parser of the search long', async () => {
  const pieces = ['<!--', '<!-- ', 'a_', 'a_b.', '<a b="', 'http://a_', 'a@b_.', '&#', '-1e5', '/a_', '京', '😀', ' ']
  const client = await server.database.pool.connect()
  try {
    await client.query('set statement_timeout = 3000')
    for (const piece of pieces) {
      const text = piece.repeat(200_000 / piece.length)
      const { rows } = await client.query(`select plinth_search_vector('', '', $1) is not null as "isMade"`, [text])
      expect(rows, piece).toEqual([{ isMade: true }])
    }
  } finally {
    client.release(true)
  }
})
