import { newId } from '@plinth/core/id'
import { fragment, withSteps } from '@plinth/db/fragment'
import { statement } from '@plinth/db/statement'
import { tableRow } from '@plinth/db/where'
import { afterAll, expect, test } from 'vitest'
import type { Definition, Params } from '../kit/resource/definition.ts'
import { rankedSearch, searchParams, searchTerms } from '../kit/resource/search.ts'
import { anArticle, aUser, unique } from '../testing/factories.ts'
import { startTestServer } from '../testing/test-server.ts'
import { article } from './articles.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const author = await aUser(server)
const anyone = server.client().api
const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id)
const found = async (search: string) => ids((await anyone.articles.list.query({ search, limit: 100 })).items)
const filtered = async (search: string) =>
  ids((await anyone.articles.list.query({ search, limit: 100, sort: ['-createdAt'] })).items)

/** Published articles with a body, without their events. */
const insert = (title: string, body: string, count: number) =>
  server.rows(
    `insert into articles (id, slug, title, description, body, "authorId", "publishedAt")
     select id, id::text, $2, '', $3, $4, now() from unnest($1::uuid[]) as t(id)`,
    [Array.from({ length: count }, () => newId()), title, body, author.me.id],
  )

/** The fastest of three runs, in milliseconds. */
async function fastest(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let nth = 0; nth < 3; nth++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return Math.min(...times)
}

test('a repeated word over a hundred long texts is ranked and marked at a small part of what parsing each text costs', async () => {
  await insert('Long', 'zq '.repeat(66_000), 100)
  const search = Array.from({ length: 10 }, () => 'zq').join(' ')
  const parsing = await fastest(() =>
    server.rows(
      `select ts_rank(to_tsvector('plinth', body), to_tsquery('plinth', $1)), ts_headline('plinth', left(body, 20000), to_tsquery('plinth', $1))
       from articles where title = 'Long' limit 2`,
      [Array.from({ length: 10 }, () => `'zq':*`).join(' & ')],
    ),
  )
  const listed = await fastest(async () => {
    const page = await anyone.articles.list.query({ search, highlights: true, limit: 100 })
    expect(page.items).toHaveLength(100)
    expect(page.highlights?.[0]?.body?.[0]).toEqual({ text: 'zq', isFound: true })
  })
  console.info(
    `rank and marks: ${Math.round(parsing * 50)} ms by parsing (100 rows, from 2), ${Math.round(listed)} ms as a list`,
  )
  expect(listed).toBeLessThan((parsing * 50) / 10)
})

test('ranking long texts of many words costs a small part of parsing them', async () => {
  const text = (nth: number) => Array.from({ length: 36_000 }, (_, word) => (word * 7 + nth).toString(36)).join(' ')
  for (let nth = 0; nth < 70; nth++) await insert('Many', `needle ${text(nth)}`.slice(0, 199_000), 1)
  const parsing = await fastest(() =>
    server.rows(
      `select ts_rank(to_tsvector('plinth', body), to_tsquery('plinth', $1)) from articles where title = 'Many' limit 5`,
      [`'needle':*`],
    ),
  )
  const listed = await fastest(() => found('needle'))
  const hard = await fastest(() => found('needle 1 2 3 4 5 6 7 8 9'))
  console.info(
    `rank: ${Math.round(parsing * 14)} ms by parsing (70 rows, from 5), ${Math.round(listed)} ms as a list, ${Math.round(hard)} ms with ten words`,
  )
  expect(listed).toBeLessThan((parsing * 14) / 5)
  expect(hard).toBeLessThan((parsing * 14) / 2)
})

test('a text of 200,000 characters that are all different words is stored in any script', async () => {
  const words = (first: number, per: number) => {
    let text = ''
    for (let nth = 0; text.length < 199_990; nth++)
      text +=
        String.fromCodePoint(first + (nth % 20_000), first + ((nth * 7) % 19_997)) +
        (per > 0 && nth % per === 0 ? ' ' : '')
    return text.slice(0, 199_000)
  }
  for (const body of [words(0x4e00, 0), words(0x20000, 0), words(0x4e00, 1), words(0x10400, 1)])
    expect(await anArticle(author, { body: body.replace(/[\ud800-\udbff]$/, '') })).toMatchObject({
      slug: expect.any(String),
    })
})

const misspelt = [
  ['Printer on fire', ['prnter', 'pritner', 'prinker', 'printrr', 'Prnter on fire', 'prnter fire']],
  ['Notes on the Analytical Engine', ['analitical', 'engne', 'anlytical engin']],
  ['Österreichische Küche', ['osterreichishe', 'kuche östereich']],
] as const

test('a misspelt word finds the title that has the word, the most alike first', async () => {
  for (const [title, searches] of misspelt) {
    const { id } = await anArticle(author, { title })
    for (const search of searches) expect([search, await found(search)]).toEqual([search, expect.arrayContaining([id])])
  }
  const close = await anArticle(author, { title: 'Wandering albatross' })
  await anArticle(author, { title: 'Wondering albatrosses of alba' })
  expect((await found('wanderng albatros'))[0]).toBe(close.id)
  for (const nonsense of ['qqqqzzzz', 'xjxjxj']) expect(await found(nonsense), nonsense).toEqual([])
})

test('a misspelt word among 20,000 titles goes through the index, at a part of what comparing each title costs', async () => {
  for (let part = 0; part < 8; part++)
    await server.rows(
      `insert into articles (id, slug, title, description, body, "authorId", "publishedAt")
       select id, id::text, (select string_agg(substr(md5(nth::text || word), 1, 4 + word % 5), ' ') from generate_series(1, 8) as word), '', '', $1, now()
       from (select nth, gen_random_uuid() as id from generate_series($2::int, $2::int + 2499) as nth) as made`,
      [author.me.id, part * 2_500],
    )
  await server.rows('analyze articles')
  const { definition } = article as unknown as { definition: Definition } // of `resource`
  const ranked = statement<Params, object>((q) =>
    withSteps(
      rankedSearch(q, definition, { row: tableRow('articles'), narrowed: fragment.and([]) }),
      fragment`select * from "found"`,
    ),
  )
  const sought = searchTerms('prnter')
  const { text, values } = ranked.prepare({
    ...searchParams(sought, 'prnter'),
    text: 'prnter',
    rankTerms: sought?.rankTerms,
  })
  expect(JSON.stringify(await server.rows(`explain ${text}`, [...values]))).toContain('articles_title_trgm_idx')
  const comparing = await fastest(() =>
    server.rows("select count(*) from articles where word_similarity('prnter', title) >= 0.35"),
  )
  const listed = await fastest(() => found('prnter'))
  console.info(
    `likeness among 20,000 titles: ${Math.round(comparing)} ms by comparing each, ${Math.round(listed)} ms as a list`,
  )
  expect(listed).toBeLessThan(comparing / 2)
})

test('symbols find what contains them, or nothing', async () => {
  const mark = unique('symbols')
  const { id } = await anArticle(author, { title: `${mark} ??? 🎉` })
  await anArticle(author, { title: `${mark} plain` })
  const total = async (search: string) => (await anyone.articles.list.query({ search, limit: 1, total: 'exact' })).total
  for (const search of ['???', '🎉', '?? 🎉', '  🎉  ']) {
    expect(await found(search), search).toEqual([id])
    expect(await filtered(search), search).toEqual([id])
    expect(await total(search), search).toBe(1)
  }
  for (const search of ['????', '🎊', '--', '%', '_', "'"]) {
    expect(await found(search), search).toEqual([])
    expect(await total(search), search).toBe(0)
    const file = await fetch(
      new URL(`/api/v1/articles/export?format=ndjson&search=${encodeURIComponent(search)}`, server.url),
    )
    expect(await file.text(), search).toBe('')
  }
  // A blank text is not a search.
  expect(await total('  ')).toBeGreaterThan(1)
})

test('parts of texts are found in scripts without spaces, and marked', async () => {
  const texts: [text: string, part: string, not: string][] = [
    ['東京都の天気', '京都', '都京'],
    ['明日は手机壳を买う', '手机', '机手'],
    ['カタカナのテスト', 'カナ', 'ナカ'],
    ['สวัสดีชาวโลก', 'ชาว', 'วชา'],
    ['ສະບາຍດີຊາວໂລກ', 'ຊາວ', 'ວຊາ'],
    ['សួស្តីពិភពលោក', 'ពិភព', 'ភសួ'],
    ['မင်္ဂလာကမ္ဘာ', 'ကမ္ဘာ', 'ဘဂ'],
    ['iPhone相机壳2024年', '相机', 'Phone'],
    ['𠮷野家の牛丼', '野家', '家野'],
  ]
  for (const [text, part, not] of texts) {
    const { id } = await anArticle(author, { title: text })
    expect(await found(part), part).toEqual([id])
    expect(await filtered(part), part).toEqual([id])
    expect(await filtered(not), not).not.toContain(id)
    const { highlights } = await anyone.articles.list.query({ search: part, highlights: true })
    expect(
      highlights?.[0]?.title?.filter(({ isFound }) => isFound).map((piece) => piece.text),
      part,
    ).toEqual([part])
    expect(highlights?.[0]?.title?.map((piece) => piece.text).join('')).toBe(text)
  }
  const { id } = await anArticle(author, { title: '混合text混合文字' })
  for (const search of ['字', '文', '混', 'text', 'text 文字', 'text文字', '混合text'])
    expect(await filtered(search), search).toContain(id)
})

test('the page behind the last one of a search tells the total', async () => {
  const word = unique('behind')
  await anArticle(author, { title: word })
  expect(await anyone.articles.list.query({ search: word, offset: 5, total: 'exact' })).toMatchObject({
    items: [],
    total: 1,
  })
})

test('a word far within a long text is marked where it stands', async () => {
  const word = unique('deep')
  await anArticle(author, {
    title: 'Far',
    body: `${'lorem ipsum '.repeat(1_000)}before ${word} after${' dolor sit'.repeat(900)}`,
  })
  const { highlights } = await anyone.articles.list.query({ search: word, highlights: true })
  const pieces = highlights?.[0]?.body ?? []
  expect(pieces.filter(({ isFound }) => isFound).map(({ text }) => text)).toEqual([word])
  expect(pieces.map(({ text }) => text).join('')).toContain(`before ${word} after`)
  expect(pieces.map(({ text }) => text).join('').length).toBeLessThan(300)
})

test('titles are listed in the order of a language, page by page in both directions', async () => {
  const tag = unique('sorted').toLowerCase()
  const titles = [
    'Zeta',
    'apfel',
    'Äpfel',
    'Apfel',
    'zeta',
    'Öl',
    'ohm',
    'Élan',
    'elan',
    'Zeta',
    'éclair',
    '10',
    '9',
    'straße',
    'strasse',
  ]
  for (const title of titles) await anArticle(author, { title, tags: [tag] })
  const expected = titles.toSorted(new Intl.Collator('und').compare)
  for (const [sort, order] of [
    ['title', expected],
    ['-title', expected.toReversed()],
  ] as const) {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await anyone.articles.list.query({ filter: { tags: { has: tag } }, sort: [sort], limit: 2, cursor })
      seen.push(...page.items.map(({ title }) => title))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen).toEqual(order)
  }
  const past = await anyone.articles.list.query({ filter: { tags: { has: tag }, title: { gt: 'p' } }, sort: ['title'] })
  expect(past.items.map(({ title }) => title)).toEqual(expected.slice(expected.indexOf('strasse')))
  expect(JSON.stringify([await server.rows('explain select id from articles order by title, id limit 20')])).toContain(
    'articles_title_id_idx',
  )
})
