import { parse } from 'csv-parse/sync'
import { afterAll, expect, test } from 'vitest'
import { aDraft, anArticle, anOperator, aUser, unique } from '../../testing/factories.ts'
import { anImport, runToEnd } from '../../testing/imports.ts'
import { startTestServer } from '../../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const operator = await anOperator(server)
const nasty = [
  '=1+1',
  "'=1+1",
  "'plain",
  '+49',
  '-1',
  '@home',
  'a,b',
  'say "hi"',
  'two\nlines',
  "''=x",
  'Ülm 😀',
  '"',
  ';',
  "'",
]
for (const [nth, name] of nasty.entries())
  await operator.api.places.create.mutate({
    name,
    country: nth % 2 ? 'DE' : 'FR',
    region: nth % 3 ? '' : '=7',
    latitude: nth - 5.5,
    longitude: -nth,
  })

const placesNow = () =>
  server.rows('select code, name, country, region, district, latitude, longitude from places order by code')
const exported = (query: string, who = operator.client) => who.fetch(`/api/v1/places/export?${query}`)

for (const format of ['csv', 'ndjson', 'json']) {
  test(`what is exported as ${format} is imported again as it was`, async () => {
    const before = await placesNow()
    const response = await exported(`format=${format}`)
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="places.${format}"`)
    const file = await response.text()
    await server.rows('delete from places')
    const done = await runToEnd(operator, await anImport(operator, file, { format }))
    expect(done).toMatchObject({ created: nasty.length, failed: 0 })
    expect(await placesNow()).toEqual(before)
    const again = await runToEnd(operator, await anImport(operator, file, { format }), { matchBy: 'code' })
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: nasty.length, failed: 0 })
  })
}

test('no cell of a text begins as a formula does; numbers stay numbers', async () => {
  const file = await (await exported('format=csv&sort=name')).text()
  expect(file).not.toMatch(/(^|,|")[=+@]/m)
  expect(file).toContain(`"'=1+1"`)
  expect(file).toContain(`"''=1+1"`)
  expect(file).toContain(',-5.5,')
})

const formula = `=cmd|'/c calc'!a0`
/** The rows of a CSV file as a spreadsheet sees them, by the names of their columns. */
const rowsOf = async (response: Response): Promise<Record<string, string>[]> =>
  parse(await response.text(), { columns: true })

test('a list that begins with a formula is guarded in an export', async () => {
  const author = await aUser(server)
  await anArticle(author, { tags: [formula, 'b'] })
  await anArticle(author, { tags: [`${formula},c`, 'b'] })
  const query = `format=csv&filter[author.username]=${author.me.username}&sort=createdAt`
  const [plain, comma] = await rowsOf(await author.client.fetch(`/api/v1/articles/export?${query}`))
  expect(plain?.tags).toBe(`'${formula}, b`)
  expect(comma?.tags).toBe(JSON.stringify([`${formula},c`, 'b']))
})

for (const [format, file] of [
  ['csv', `title,description,body,tags\n,"=1+1","\t=2","${formula}, b"\n,"'=1+1","'\t=2","'${formula}, b"\n`],
  ['ndjson', JSON.stringify({ title: '', description: '=1+1', body: '\t=2', tags: `${formula}, b` })],
] as const)
  test(`formulas of ${format} are guarded in the file of errors, which means the same when it is corrected`, async () => {
    const author = await aUser(server)
    const { id, failed } = await runToEnd(author, await anImport(author, file, { resource: 'articles', format }))
    const errors = await author.client.fetch(`/api/v1/imports/${id}/errors.csv`)
    const text = await errors.clone().text()
    const rows = await rowsOf(errors)
    expect(rows).toHaveLength(failed)
    for (const row of rows)
      expect(row).toMatchObject({
        description: `'=1+1`,
        body: `'\t=2`,
        tags: `'${formula}, b`,
        'import error field': 'title',
      })
    const corrected = text.replaceAll(/^,/gm, 'Corrected,')
    expect(await runToEnd(author, await anImport(author, corrected, { resource: 'articles' }))).toMatchObject({
      created: failed,
      failed: 0,
    })
    const written = await server.rows<{ description: string; body: string }>(
      'select description, body from articles where "authorId" = $1',
      [author.me.id],
    )
    expect(written).toHaveLength(failed)
    for (const row of written) expect(row).toEqual({ description: '=1+1', body: '\t=2' })
  })

test('filters and orders are those of the list, and what is not known is refused', async () => {
  const lines = (
    await (await exported('format=ndjson&filter[country]=DE&filter[latitude][gt]=0&sort=-latitude')).text()
  )
    .trim()
    .split('\n')
  const listed = await operator.api.places.list.query({
    filter: { country: { equals: 'DE' }, latitude: { gt: 0 } },
    sort: ['-latitude'],
    limit: 100,
  })
  expect(lines.map((line) => JSON.parse(line).id)).toEqual(listed.items.map(({ id }) => id))
  for (const query of [
    'format=xml',
    'filter[code]=1',
    'filter[latitude]=x',
    'filter[name][gtt]=1',
    'sort=district',
    'limit=1',
    'filter[__proto__]=1',
    'filter[latitude][gt]=1&filter[latitude][gt]=2',
    'search=%00',
  ]) {
    const response = await exported(query)
    expect([query, response.status]).toEqual([query, 400])
  }
  const refused = await (await exported('format=csv&filter[name][gtt]=1')).json()
  expect(refused).toMatchObject({
    errors: [
      { parameter: 'filter[name][gtt]', detail: expect.stringMatching(/^It is not known here. Did you mean "gt"\? /) },
      { parameter: 'filter[name]', detail: 'Expected at least one comparison.' },
    ],
  })
  expect((await operator.client.fetch('/api/v1/nothing/export')).status).toBe(404)
  expect((await operator.client.fetch('/api/v1/__proto__/export')).status).toBe(404)
})

test('times, lists and null are read as REST reads them', async () => {
  const author = await aUser(server)
  const draft = await aDraft(author, { title: unique('Draft ') })
  const open = await anArticle(author, { title: unique('Open ') })
  const idsOf = async (query: string) => {
    const mine = `filter[author.username]=${author.me.username}&format=ndjson`
    const text = await (await author.client.fetch(`/api/v1/articles/export?${mine}&${query}`)).text()
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line).id)
  }
  expect(await idsOf('filter[publishedAt]=null')).toEqual([draft.id])
  expect(await idsOf('filter[publishedAt][gte]=2026-01-01T02:00:00%2B02:00')).toEqual([open.id])
  expect(await idsOf('filter[publishedAt][gte]=2999-01-01T00:00:00Z')).toEqual([])
  const noTime = await author.client.fetch('/api/v1/articles/export?filter[publishedAt][gte]=2026-01-01T00:00')
  expect(noTime.status).toBe(400)
})

test('only what the caller may list is exported, relations by their title', async () => {
  const author = await aUser(server)
  const [draft, open] = [unique('Draft '), unique('Open ')]
  await aDraft(author, { title: draft })
  await anArticle(author, { title: open, tags: ['b', 'a, c'], body: '=x' })
  const mine = await (await author.client.fetch('/api/v1/articles/export?format=csv')).text()
  const others = await (await server.client().fetch('/api/v1/articles/export?format=csv')).text()
  expect(mine.split('\r\n')[0]).toBe(
    'id,slug,title,description,body,tags,author.id,author.name,favoriteCount,isFavorite,publishedAt,createdAt,updatedAt,version',
  )
  expect(mine).toContain(draft)
  expect(others).toContain(open)
  expect(others).not.toContain(draft)
  expect(others).toContain(`"Ada Lovelace"`)
  expect(others).toContain(`"[""b"",""a, c""]"`)
  expect((await server.client().fetch('/api/v1/imports/export')).status).toBe(401)
})

test('an empty list is a file with its head alone', async () => {
  const of = async (format: string) => (await exported(`format=${format}&filter[country]=XX`)).text()
  expect(await of('csv')).toMatch(/^id,code,name,[\w,]+\r\n$/)
  expect(await of('ndjson')).toBe('')
  expect(JSON.parse(await of('json'))).toEqual([])
})

test('thousands of rows come in order, each once, while rows are written', async () => {
  const body = `name,country,latitude,longitude\n${Array.from({ length: 12_000 }, (_, nth) => `Many ${nth % 700},AT,${nth / 1_000},${nth % 170}`).join('\n')}`
  const uploaded = await anImport(operator, body)
  await operator.api.imports.run.mutate({ id: uploaded.id, mapping: uploaded.mapping })
  await exported('format=csv').then((response) => response.text())
  for (;;) if ((await operator.api.imports.get.query({ id: uploaded.id })).state === 'done') break
  const file = await (await exported('format=ndjson&filter[country]=AT&sort=-name')).text()
  const rows = file
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; name: string })
  expect(new Set(rows.map(({ id }) => id)).size).toBe(12_000)
  const sorted = await server.rows<{ id: string }>(
    `select id from places where country = 'AT' order by name desc, id desc`,
  )
  expect(rows.map(({ id }) => id)).toEqual(sorted.map(({ id }) => id))
}, 60_000)
