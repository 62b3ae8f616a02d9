import { afterAll, beforeAll, expect, test } from 'vitest'
import { indexes } from '../check/indexes.ts'
import { connect, startWalk, type Walk, walkTimeoutMs } from '../testing/noun-walk.ts'

// A noun with lists, created in a copy of the repository and queried over HTTP.
let walk: Walk
type Client = ReturnType<typeof connect>
let author: Client

const model = 'prisma/models/parts.prisma'
const feature = 'packages/api/src/features/parts.ts'
const lists = ['tags', 'sizes', 'serials', 'prices', 'moods'] as const

beforeAll(async () => {
  walk = await startWalk()
  const { copy, npmRun, startBackend } = walk
  await npmRun('new', 'parts')
  await copy.edit(
    model,
    '  title     String\n',
    '  title     String\n  tags      String[]\n  sizes     Int[]\n  serials   BigInt[]\n  prices    Decimal[] @db.Decimal(20, 4)\n  moods     PartMood[]\n',
  )
  await copy.edit(model, '@@map("parts")\n}\n', '@@map("parts")\n}\n\nenum PartMood {\n  calm\n  wild\n}\n')
  await copy.edit(
    feature,
    'min(1).max(200),',
    'min(1).max(200), tags: z.array(z.string().trim().toLowerCase().max(30)).max(10), sizes: true, serials: true, prices: true, moods: true,',
  )
  for (const which of ['creates', 'updates'])
    await copy.edit(feature, `${which}: ['title']`, `${which}: ['title', ${lists.map((name) => `'${name}'`).join()}]`)
  await copy.edit(feature, `filters: ['title',`, `filters: ['title', ${lists.map((name) => `'${name}'`).join()},`)
  // The index definitions come from the check, as they would for a developer who declares the filters.
  await npmRun('gen', '--only', 'models')
  hints = (await indexes.run(copy.root)).filter((problem) =>
    lists.some((name) => problem.startsWith(`parts: the filter ${name} `)),
  )
  for (const hint of hints)
    await copy.edit(model, '  @@map("parts")', `  ${/@@index.*$/.exec(hint)?.[0] ?? hint}\n  @@map("parts")`)
  written = (await npmRun('db', 'new', 'add-parts')).output
  migrated = (await npmRun('db', 'migrate')).exitCode
  author = connect(await startBackend())
  await author.mutate('users.signUp', { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' })
}, walkTimeoutMs)
let hints: string[] = []
let written = ''
let migrated: number | null = null

afterAll(() => walk[Symbol.asyncDispose]())

test('the check names a GIN index for each list, and Postgres takes it from the model', async () => {
  expect(hints).toEqual(
    ['tags', 'sizes', 'serials', 'prices'].map(
      (name) =>
        `parts: the filter ${name} has no index of parts. Add to the model of parts: @@index([${name}], type: Gin, map: "parts_${name}_idx")`,
    ),
  )
  expect(written).toContain('CREATE INDEX "parts_tags_idx" ON "parts" USING GIN ("tags")')
  expect(migrated).toBe(0)
  expect((await indexes.run(walk.copy.root)).filter((problem) => problem.startsWith('parts'))).toEqual([])
})

const disk = {
  title: 'Disk',
  tags: ['hw', 'a, b'],
  sizes: [3, 3, -1],
  serials: ['9223372036854775807'],
  prices: ['1.5000'],
  moods: ['wild'],
}

test('lists are created, read, changed, and found by their entries over REST', async () => {
  const post = (body: object) => author.send('/api/v1/parts', { method: 'POST', body })
  const { status, body: made } = await post(disk)
  expect([status, made]).toMatchObject([201, disk])
  expect(await post({ title: 'Bare' })).toMatchObject({ status: 201, body: { tags: [], sizes: [], prices: [] } })
  const found = async (query: string) => {
    const { status, body } = await author.send(`/api/v1/parts?sort=title&${query}`, { method: 'GET' })
    expect(status, JSON.stringify(body)).toBe(200)
    return (body.items as { title: string }[]).map(({ title }) => title)
  }
  for (const query of [
    'filter[tags]=hw',
    'filter[tags]=%20HW',
    'filter[tags][has]=a, b',
    'filter[tags][hasSome]=no,hw',
    'filter[tags][hasEvery][]=hw&filter[tags][hasEvery][]=a, b',
    'filter[tags][isEmpty]=false',
    'filter[sizes]=3',
    'filter[sizes][hasSome]=7,-1',
    'filter[serials]=9223372036854775807',
    'filter[prices]=1.5',
    'filter[moods]=wild',
  ])
    expect([query, await found(query)]).toEqual([query, ['Disk']])
  expect(await found('filter[tags][isEmpty]=true')).toEqual(['Bare'])
  expect(await found('filter[tags][hasEvery]=hw,no')).toEqual([])
  for (const [query, field] of [
    ['filter[tags][equals]=hw', 'filter[tags]'],
    ['filter[sizes]=x', 'filter[sizes]'],
    ['filter[sizes]=3000000000', 'filter[sizes]'],
    ['filter[moods]=sad', 'filter[moods]'],
    ['filter[tags][isEmpty]=maybe', 'filter[tags][isEmpty]'],
    ['sort=tags', 'sort'],
  ] as const) {
    const refused = await author.send(`/api/v1/parts?${query}`, { method: 'GET' })
    expect([query, refused]).toMatchObject([query, { status: 400, body: { code: 'INVALID_INPUT' } }])
    expect(JSON.stringify(refused.body), query).toContain(field)
  }
  for (const wrong of [{ tags: 'hw' }, { sizes: [1.5] }, { prices: ['1,5'] }, { moods: ['sad'] }, { tags: null }])
    expect([wrong, await post({ ...disk, ...wrong })]).toMatchObject([
      wrong,
      { status: 400, body: { code: 'INVALID_INPUT' } },
    ])
})

test('an earlier state of lists is shown and restored', async () => {
  const { id } = await author.mutate('parts.create', disk)
  await author.mutate('parts.update', { id, version: 1, tags: [], sizes: [1], serials: ['9'], prices: [], moods: [] })
  const { items } = (await author.query('parts.history', { id })) as { items: { id: string; after: object }[] } // by its contract
  expect(items[0]?.after).toMatchObject({ tags: [], sizes: [1], serials: ['9'], prices: [], moods: [] })
  await author.mutate('parts.revert', { id, version: 2, eventId: items[1]?.id })
  expect(await author.query('parts.get', { id })).toMatchObject(disk)
})

test('the document tells of lists, and a file of them is imported again as it was', async () => {
  const { body } = await author.send('/api/v1/openapi.json', { method: 'GET' })
  const { parameters } = (
    body as { paths: Record<string, { get: { parameters: { name?: string; description: string; schema: object }[] } }> }
  ).paths['/parts']?.get ?? { parameters: [] } // as OpenAPI defines it
  const told = (name: string) => parameters.find((parameter) => parameter.name === name)
  expect(told('filter[tags]')).toMatchObject({ description: 'Rows whose `tags` has this.', schema: { type: 'string' } })
  expect(told('filter[sizes][hasSome]')).toMatchObject({ schema: { type: 'array', items: { type: 'integer' } } })
  expect(told('filter[tags][isEmpty]')).toMatchObject({ schema: { type: 'boolean' } })

  const rows = async () => {
    const { items } = (await author.query('parts.list', { sort: ['title'] })) as { items: Record<string, unknown>[] } // by its contract
    return items.map(({ title, tags, sizes, serials, prices, moods }) => ({
      title,
      tags,
      sizes,
      serials,
      prices,
      moods,
    }))
  }
  const before = await rows()
  for (const format of ['csv', 'ndjson', 'json']) {
    const file = await (
      await author.fetch(`/api/v1/parts/export?format=${format}&sort=title`, { method: 'GET' })
    ).text()
    for (const item of ((await author.query('parts.list', {})) as { items: { id: string }[] }).items) // by its contract
      await author.mutate('parts.remove', { id: item.id })
    const upload = await author.fetch(`/api/v1/imports?resource=parts&format=${format}&name=a`, {
      method: 'POST',
      body: file,
    })
    const { id } = (await upload.json()) as { id: string } // by its contract
    const { mapping } = await author.query('imports.get', { id })
    await author.mutate('imports.run', { id, mapping })
    await expect.poll(async () => (await author.query('imports.get', { id })).state, { timeout: 30_000 }).toBe('done')
    expect(await rows(), format).toEqual(before)
  }
})
