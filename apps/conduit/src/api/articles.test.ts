import { unique } from '@plinth/api/testing/factories'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answers } from '../testing/schemas.ts'
import { type Person, startTestConduit, type TestConduit } from '../testing/test-conduit.ts'

let conduit: TestConduit
let ada: Person
let bob: Person
beforeAll(async () => {
  conduit = await startTestConduit()
  ada = await conduit.person(unique('Ada'))
  bob = await conduit.person()
})
afterAll(() => conduit[Symbol.asyncDispose]())

const blank = ["can't be blank"]
const hostile = `<script>alert(1)</script> "'; drop table users; -- \\ %00 {{7*7}} \u202e 😀`

const create = (article: object, { token } = ada) => conduit.call('POST /articles', { token, body: { article } })
const update = (slug: string, article: object) =>
  conduit.call(`PUT /articles/${slug}`, { token: ada.token, body: { article } })

async function read(request: string, token?: string) {
  const { status, json } = await conduit.call(request, { token })
  expect(status).toBe(200)
  return answers.article.parse(json).article
}

async function list(query = '', token?: string) {
  const { status, json } = await conduit.call(`GET /articles${query}`, { token })
  expect(status).toBe(200)
  return answers.articles.parse(json)
}

test('a new article is answered whole, and read by anybody as it was answered', async () => {
  const given = { title: unique('A Title '), description: 'About', body: '# Text', tagList: ['one', 'two'] }
  const answer = await create({ ...given, author: bob.username, slug: 'mine' })
  expect(answer.status).toBe(201)
  const { article } = answers.article.parse(answer.json)
  expect(article).toMatchObject({
    ...given,
    slug: expect.stringMatching(new RegExp(`^${given.title.toLowerCase().replaceAll(' ', '-')}-[0-9a-f]{12}$`)),
    favorited: false,
    favoritesCount: 0,
    author: { username: ada.username, bio: null, image: null, following: false },
  })
  expect(await read(`GET /articles/${article.slug}`)).toEqual(article)
  const { json } = await conduit.call('GET /tags')
  expect(answers.tags.parse(json).tags).toEqual(expect.arrayContaining(given.tagList))
})

test('an article needs no tags', async () => {
  expect((await ada.article()).tagList).toEqual([])
  expect((await ada.article({ tagList: [] })).tagList).toEqual([])
})

test('hostile texts come back as they were sent', async () => {
  const texts = { title: `${unique()} ${hostile}`, description: hostile, body: hostile }
  const { slug } = await ada.article(texts)
  expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  expect(await read(`GET /articles/${slug}`)).toMatchObject(texts)
})

test('a title in any alphabet has an address', async () => {
  for (const title of ['Füße & Köpfe', 'Привет мир', '你好', '!!!']) {
    const { slug } = await ada.article({ title: `${title} ${unique()}` })
    expect(await read(`GET /articles/${slug}`)).toMatchObject({ slug })
  }
  expect((await create({ title: '!!!', description: 'd', body: 'b' })).status).toBe(201)
})

test.each(['title', 'description', 'body'])('an article without %s is refused, new or changed', async (field) => {
  const { slug } = await ada.article()
  for (const value of [null, '', ' \n\t']) {
    const refusal = [422, { [field]: blank }]
    expect((await create({ title: unique(), description: 'd', body: 'b', [field]: value })).refusal).toEqual(refusal)
    expect((await update(slug, { [field]: value })).refusal).toEqual(refusal)
  }
  const missing = { title: unique(), description: 'd', body: 'b', [field]: undefined }
  expect((await create(missing)).refusal).toEqual([422, { [field]: blank }])
  for (const value of [1, false, [], {}]) {
    const refusal = [422, { [field]: ['is invalid'] }]
    expect((await create({ title: unique(), description: 'd', body: 'b', [field]: value })).refusal).toEqual(refusal)
    expect((await update(slug, { [field]: value })).refusal).toEqual(refusal)
  }
})

test('all that is wrong is told at once', async () => {
  expect((await create({ title: '', tagList: 'one' })).refusal).toEqual([
    422,
    { title: blank, description: blank, body: blank, tagList: ['is invalid'] },
  ])
})

test.each([
  ['title', 'x'.repeat(201)],
  ['description', 'x'.repeat(501)],
  ['body', 'x'.repeat(200_001)],
  ['tagList', null],
  ['tagList', 'one'],
  ['tagList', [1]],
  ['tagList', ['x'.repeat(101)]],
  ['tagList', Array.from({ length: 200 }, (_, index) => `t${index}`)],
])('a wrong %s is refused by name, new or changed', async (field, value) => {
  const { slug } = await ada.article()
  const whole = { title: unique(), description: 'd', body: 'b', [field]: value }
  for (const answer of [await create(whole), await update(slug, { [field]: value })]) {
    const [status, errors] = answer.refusal
    expect([status, Object.keys(errors)]).toEqual([422, [field]])
    expect(errors[field]?.[0]).toMatch(/^(is too long|is invalid|has an entry|has too many)/)
  }
})

test('no title is ever taken: the same one again, of one author or two, makes an article with a slug of its own', async () => {
  const title = unique('Shared ')
  const titles = [title, title, 'C++', 'C#', 'C', 'C++']
  const slugs = new Set<string>()
  for (const person of [ada, bob])
    for (const given of titles) {
      const { status, json } = await create({ title: given, description: 'd', body: 'b' }, person)
      expect(status).toBe(201)
      const { article } = answers.article.parse(json)
      expect(await read(`GET /articles/${article.slug}`)).toMatchObject({
        title: given,
        author: { username: person.username },
      })
      slugs.add(article.slug)
    }
  expect(slugs.size).toBe(2 * titles.length)
})

test('an update changes what it names, and the address follows the title', async () => {
  const before = await ada.article({ title: 'Old Title', tagList: ['old'] })
  const title = unique('New Title ')
  const { status, json } = await update(before.slug, { title })
  const { article } = answers.article.parse(json)
  expect(status).toBe(200)
  expect(article).toEqual({
    ...before,
    title,
    slug: before.slug.replace('old-title', title.toLowerCase().replaceAll(' ', '-')),
    updatedAt: article.updatedAt,
  })
  expect(article.updatedAt > before.updatedAt).toBe(true)
  const rest = { description: 'd2', body: 'b2', tagList: ['a', 'b'] }
  expect(answers.article.parse((await update(article.slug, rest)).json).article).toMatchObject({
    ...rest,
    slug: article.slug,
  })
  expect(answers.article.parse((await update(article.slug, { tagList: [] })).json).article.tagList).toEqual([])
  expect(answers.article.parse((await update(article.slug, { title })).json).article.slug).toBe(article.slug)
})

test('an article may get the title of another one', async () => {
  const [one, two] = [await ada.article(), await ada.article()]
  const { status, json } = await update(two.slug, { title: one.title })
  expect(status).toBe(200)
  const { article } = answers.article.parse(json)
  expect(article).toMatchObject({ title: one.title })
  expect(article.slug).not.toBe(one.slug)
})

test('links to an earlier address go on working, for everything that hangs on the article', async () => {
  const { slug: old } = await ada.article({ title: unique('Old ') })
  await update(old, { title: unique('Between ') })
  const { article } = answers.article.parse((await update(old, { title: unique('New ') })).json)
  expect(article.slug).not.toBe(old)
  expect(await read(`GET /articles/${old}`)).toEqual(article)
  const comment = { token: bob.token, body: { comment: { body: 'found' } } }
  expect((await conduit.call(`POST /articles/${old}/comments`, comment)).status).toBe(201)
  for (const slug of [old, article.slug])
    expect((await conduit.call(`GET /articles/${slug}/comments`)).json).toMatchObject({ comments: [{ body: 'found' }] })
  expect(await read(`POST /articles/${old}/favorite`, bob.token)).toMatchObject({ slug: article.slug, favorited: true })
  expect((await conduit.call(`DELETE /articles/${old}`, { token: ada.token })).status).toBe(204)
  for (const slug of [old, article.slug])
    expect((await conduit.call(`GET /articles/${slug}`)).refusal).toEqual([404, { article: ['not found'] }])
})

test('two updates at once both hold', async () => {
  const { slug } = await ada.article()
  const both = await Promise.all([update(slug, { body: 'B' }), update(slug, { description: 'D' })])
  expect(both.map(({ status }) => status)).toEqual([200, 200])
  expect(await read(`GET /articles/${slug}`)).toMatchObject({ body: 'B', description: 'D' })
})

test('an article goes with its comments and favourites', async () => {
  const { slug } = await ada.article()
  const comment = { token: bob.token, body: { comment: { body: 'hi' } } }
  await conduit.call(`POST /articles/${slug}/comments`, comment)
  await conduit.call(`POST /articles/${slug}/favorite`, { token: bob.token })
  const { status, json } = await conduit.call(`DELETE /articles/${slug}`, { token: ada.token })
  expect([status, json]).toEqual([204, undefined])
  for (const path of ['', '/comments'])
    expect((await conduit.call(`GET /articles/${slug}${path}`)).refusal).toEqual([404, { article: ['not found'] }])
  expect((await list(`?favorited=${bob.username}`)).articles.map((each) => each.slug)).not.toContain(slug)
})

test('a favourite counts once, also when it is set twice at once, and is told to its reader alone', async () => {
  const { slug } = await ada.article()
  const set = () => read(`POST /articles/${slug}/favorite`, bob.token)
  // The count of the second was based on what it had read before the first.
  for (const article of await Promise.all([set(), set()]))
    expect(article).toMatchObject({ favorited: true, favoritesCount: 1 })
  expect(await set()).toMatchObject({ favorited: true, favoritesCount: 1 })
  expect(await read(`GET /articles/${slug}`, bob.token)).toMatchObject({ favorited: true, favoritesCount: 1 })
  expect(await read(`GET /articles/${slug}`)).toMatchObject({ favorited: false, favoritesCount: 1 })
  const found = await list(`?favorited=${bob.username.toUpperCase()}`, bob.token)
  expect(found).toMatchObject({ articlesCount: 1, articles: [{ slug, favorited: true, favoritesCount: 1 }] })
  const unset = () => read(`DELETE /articles/${slug}/favorite`, bob.token)
  expect(await unset()).toMatchObject({ favorited: false, favoritesCount: 0 })
  expect(await unset()).toMatchObject({ favorited: false, favoritesCount: 0 })
})

test('lists come newest first, in parts, with the number of all', async () => {
  const author = await conduit.person(unique('Many'))
  const slugs: string[] = []
  for (let index = 0; index < 22; index++) slugs.unshift((await author.article()).slug)
  const part = async (query: string) => {
    const { articles, articlesCount } = await list(`?author=${author.username}${query}`)
    expect(articlesCount).toBe(22)
    return articles.map(({ slug }) => slug)
  }
  expect(await part('')).toEqual(slugs.slice(0, 20))
  expect(await part('&limit=5&offset=3')).toEqual(slugs.slice(3, 8))
  expect(await part('&offset=20')).toEqual(slugs.slice(20))
  expect(await part('&offset=10000')).toEqual([])
  for (const limit of ['101', '1000000000']) expect(await part(`&limit=${limit}`)).toEqual(slugs)
})

test.each([
  'limit=0',
  'limit=-1',
  'limit=abc',
  'limit=1e9',
  'limit=1.5',
  'limit=',
  'offset=-1',
  'offset=abc',
  'offset=10001',
])('%s is refused in both lists', async (query) => {
  const field = query.split('=')[0]
  for (const path of ['/articles', '/articles/feed']) {
    const [status, errors] = (await conduit.call(`GET ${path}?${query}`, { token: ada.token })).refusal
    expect([status, Object.keys(errors)]).toEqual([422, [field]])
  }
})

test('a tag is found in any case, with other filters', async () => {
  const tag = unique('Tag')
  const { slug, tagList } = await ada.article({ tagList: [tag] })
  for (const asked of [tag, tag.toLowerCase(), tag.toUpperCase()])
    expect(await list(`?tag=${asked}&author=${ada.username}`)).toMatchObject({
      articlesCount: 1,
      articles: [{ slug, tagList }],
    })
  expect(await list(`?tag=${tag}&author=${bob.username}`)).toEqual({ articles: [], articlesCount: 0 })
})

test.each(['tag', 'author', 'favorited'])('an unknown %s is an empty list', async (filter) => {
  const strange = [
    'nobody',
    'x'.repeat(50),
    'x'.repeat(5_000),
    '%00',
    '%F0%9F%98%80',
    "';--",
    '%E0%A4%A',
    '..%2F',
    'a%2Cb',
    '1 2',
  ]
  for (const value of strange)
    expect(await list(`?${filter}=${value.replaceAll(' ', '+')}`)).toEqual({ articles: [], articlesCount: 0 })
})

test('the feed has the articles of whom one follows, and no others', async () => {
  const [reader, author] = [await conduit.person(), await conduit.person()]
  const feed = async (query = '') => {
    const { status, json } = await conduit.call(`GET /articles/feed${query}`, { token: reader.token })
    expect(status).toBe(200)
    return answers.articles.parse(json)
  }
  const slugs = [(await author.article()).slug, (await author.article()).slug].reverse()
  await reader.article()
  expect(await feed()).toEqual({ articles: [], articlesCount: 0 })
  await conduit.call(`POST /profiles/${author.username}/follow`, { token: reader.token })
  const { articles, articlesCount } = await feed()
  expect([articles.map(({ slug }) => slug), articlesCount]).toEqual([slugs, 2])
  expect(articles.every((each) => each.author.following)).toBe(true)
  expect((await feed('?limit=1&offset=1')).articles.map(({ slug }) => slug)).toEqual(slugs.slice(1))
  await conduit.call(`DELETE /profiles/${author.username}/follow`, { token: reader.token })
  expect((await feed()).articlesCount).toBe(0)
})
