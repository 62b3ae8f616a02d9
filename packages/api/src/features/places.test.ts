import { afterAll, beforeAll, expect, test } from 'vitest'
import { countEvents, eventsOf } from '../testing/events.ts'
import { anOperator, aPlace, aUser, type Outputs, type TestUser, unique } from '../testing/factories.ts'
import { failureOf, outcomeOf } from '../testing/failure.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

type Page = Outputs['places']['list']
type Query = Parameters<TestUser['api']['places']['list']['query']>[0] & object

const operator = await anOperator(server)
const { places } = operator.api
const anyone = server.client().api

const names = (items: readonly { name: string }[]) => items.map(({ name }) => name)
const found = async (search: string, query: Query = {}) =>
  names((await anyone.places.list.query({ ...query, search })).items)

interface Known {
  name: string
  country: string
  latitude: number
  longitude: number
}
/** Places of a country that no other test writes to, some of which share name or position. */
const library: Known[] = Array.from({ length: 30 }, (_, nth) => ({
  name: ['Aachen', 'Bremen', 'Coburg', 'Dresden', 'Erfurt', 'Fürth'][nth % 6] ?? '',
  country: 'ZZ',
  latitude: ((nth * 7) % 5) / 3 - 0.5,
  longitude: nth / 7 - 2,
}))

beforeAll(async () => {
  for (const known of library) await aPlace(operator, known)
})

test('an operator makes a place, whose code comes from what tells it from others, and everyone can read it', async () => {
  const name = unique('Neustadt ')
  const made = await aPlace(operator, { name: `  ${name} `, latitude: 49.35, longitude: -8.142_5, region: '08' })
  const place = { ...made, name, country: 'DE', latitude: 49.35, longitude: -8.142_5, region: '08', district: '' }
  expect(made).toEqual({
    ...place,
    id: expect.any(String),
    code: `DE:49.35:-8.1425:${name}`,
    version: 1,
    createdAt: expect.any(Date),
    updatedAt: expect.any(Date),
  })
  expect(await anyone.places.get.query({ id: made.id })).toEqual(place)
  expect(await anyone.places.get.query({ code: made.code })).toEqual(place)
  const { createdAt: _, updatedAt: __, ...listed } = place
  expect((await anyone.places.list.query({ filter: { name: { equals: name } } })).items).toEqual([listed])
})

test('only operators write, and a refusal leaves no event', async () => {
  const someone = await aUser(server)
  const { id, version } = await aPlace(operator)
  const before = await countEvents(server)
  for (const [api, code] of [
    [someone.api, 'FORBIDDEN'],
    [anyone, 'SIGN_IN_REQUIRED'],
  ] as const) {
    expect(await outcomeOf(aPlace({ api }))).toBe(code)
    expect(await outcomeOf(api.places.update.mutate({ id, version, name: 'Mine' }))).toBe(code)
    expect(await outcomeOf(api.places.remove.mutate({ id }))).toBe(code)
  }
  expect(await countEvents(server)).toBe(before)
})

test('every write leaves one event with what changed', async () => {
  const { id, code, name } = await aPlace(operator)
  await places.update.mutate({ id, version: 1, region: '16' })
  expect((await failureOf(places.update.mutate({ id, version: 1, region: '17' }))).code).toBe('CONFLICT')
  expect((await failureOf(places.remove.mutate({ id, version: 1 }))).code).toBe('CONFLICT')
  expect(await places.remove.mutate({ id, version: 2 })).toEqual({ id })
  const whole = { code, name, country: 'DE', district: '', latitude: 52.5, longitude: 13.4 }
  expect((await eventsOf(server, id)).map(({ type, before, after }) => ({ type, before, after }))).toEqual([
    { type: 'places.created', before: null, after: { ...whole, region: '', version: 1 } },
    { type: 'places.updated', before: { region: '', version: 1 }, after: { region: '16', version: 2 } },
    { type: 'places.removed', before: { ...whole, region: '16', version: 2 }, after: null },
  ])
})

test('the same place twice is refused at its name, also when both come at once', async () => {
  const place = { name: unique('Twice '), country: 'FR', latitude: 1, longitude: 2 }
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => outcomeOf(places.create.mutate(place))))
  expect(outcomes.toSorted()).toEqual([...Array(5).fill('ALREADY_EXISTS'), 'OK'])
  expect(await failureOf(places.create.mutate(place))).toMatchObject({
    code: 'ALREADY_EXISTS',
    httpStatus: 409,
    fields: { name: [expect.any(String)] },
  })
  const others = [{ country: 'BE' }, { latitude: 1.000_1 }, { name: `${place.name}!` }]
  for (const other of others) expect(await outcomeOf(places.create.mutate({ ...place, ...other }))).toBe('OK')
})

test('what does not fit is refused with the field that does not', async () => {
  const fieldsOf = async (given: object) => Object.keys((await failureOf(aPlace(operator, given))).fields ?? {})
  expect(await fieldsOf({ name: ' ' })).toEqual(['name'])
  for (const country of ['de', 'DEU', 'D', '1A', '']) expect(await fieldsOf({ country })).toEqual(['country'])
  for (const latitude of [-90.1, 91, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(await fieldsOf({ latitude })).toEqual(['latitude'])
  }
  expect(await fieldsOf({ longitude: 180.5, region: 'r'.repeat(21) })).toEqual(['region', 'longitude'])
  expect(await fieldsOf({ code: 'mine' })).toEqual([''])
  expect(Object.keys((await failureOf(anyone.places.get.query({} as { id: string }))).fields ?? {})).toEqual([''])
  expect(await outcomeOf(anyone.places.get.query({ id: 'no-uuid' }))).toBe('INVALID_INPUT')
})

test('a search finds with and without accents, whichever side has them, by the beginning of each word', async () => {
  const mark = unique()
  const name = `São Tomé ${mark}`
  await aPlace(operator, { name })
  await aPlace(operator, { name: `Tome Alto ${mark}` })
  for (const text of [name, `sao tome ${mark}`, `SÃO ${mark}`, `tomé sa ${mark}`]) {
    expect((await found(text))[0], text).toBe(name)
  }
  for (const text of [`tomé ${mark}`, mark.slice(0, -2)]) {
    expect((await found(text)).toSorted(), text).toEqual([name, `Tome Alto ${mark}`])
  }
  expect(await found(`ome ${mark}`, { sort: ['name'] })).toEqual([])
})

test('the name itself comes before longer ones', async () => {
  const mark = unique('Ulm')
  for (const name of [`Neu ${mark}`, mark, `${mark} am See`]) await aPlace(operator, { name })
  expect((await found(mark.toUpperCase()))[0]).toBe(mark)
  expect(await found(mark, { sort: ['-name'] })).toEqual([`${mark} am See`, mark, `Neu ${mark}`])
})

test('after a typing error the most alike come first; with an order asked for, words have to be there', async () => {
  await aPlace(operator, { name: 'Llanfairpwllgwyngyll' })
  await aPlace(operator, { name: 'Llanfairfechan' })
  expect((await found('Llanfarpwlgwyngyl'))[0]).toBe('Llanfairpwllgwyngyll')
  expect(await found('Llanfarpwlgwyngyl', { sort: ['name'] })).toEqual([])
  expect(await found('Qqqqqqzzzzz')).toEqual([])
})

test('highlights tell where the words stand, as text', async () => {
  const mark = unique('Höhe')
  const name = `\u0002a <b>: ${mark} & \u0001Straße`
  await aPlace(operator, { name })
  const { highlights } = await anyone.places.list.query({ search: `${mark} strasse`, highlights: true })
  expect(highlights).toEqual([
    {
      name: [
        { text: '\u0002a <b>: ', isFound: false },
        { text: mark, isFound: true },
        { text: ' & \u0001', isFound: false },
        { text: 'Straße', isFound: true },
      ],
    },
  ])
})

async function all(query: Query): Promise<{ items: Page['items']; pages: Page[] }> {
  const pages: Page[] = []
  do {
    const cursor = pages.at(-1)?.nextCursor ?? undefined
    pages.push(await anyone.places.list.query({ ...query, cursor }))
  } while (pages.at(-1)?.nextCursor)
  return { items: pages.flatMap(({ items }) => items), pages }
}

const inLibrary = { country: { equals: 'ZZ' } }
type Sort = NonNullable<Query['sort']>
const sorts: Sort[] = [
  ['name'],
  ['-name'],
  ['latitude'],
  ['-longitude'],
  ['latitude', '-name'],
  ['-country', 'latitude', '-longitude'],
  ['-name', '-latitude', 'longitude', 'createdAt'],
]

for (const sort of sorts) {
  test(`pages in the order ${sort.join()} show each place once`, async () => {
    const { items } = await all({ filter: inLibrary, sort, limit: 4 })
    expect(items).toHaveLength(library.length)
    expect(new Set(items.map(({ id }) => id)).size).toBe(library.length)
    for (const [nth, item] of items.entries()) {
      const next = items[nth + 1]
      if (next) expect(compare(item, next, sort), `${nth}`).toBeLessThanOrEqual(0)
    }
  })
}

/** Names here differ in their first letter, so that collations agree; rows were created with ascending ids. */
function compare(one: Page['items'][number], other: typeof one, sort: Sort): number {
  for (const key of [...sort, sort.at(-1)?.startsWith('-') ? '-id' : 'id']) {
    const name = key.replace('-', '')
    const [a, b] = [one, other].map((item) => Reflect.get(item, name === 'createdAt' ? 'id' : name))
    if (a !== b) return (a < b ? -1 : 1) * (key.startsWith('-') ? -1 : 1)
  }
  return 0
}

test('ranges, lists and parts of names filter as in memory', async () => {
  const expected = (fits: (known: Known) => boolean) => library.filter(fits).length
  const count = async (filter: Query['filter']) => {
    const { items, pages } = await all({ filter: { ...inLibrary, ...filter }, total: 'exact', limit: 7 })
    for (const { total } of pages) expect(total).toBe(items.length)
    return items.length
  }
  expect(await count({ latitude: { gte: 0, lt: 0.8 } })).toBe(
    expected(({ latitude }) => latitude >= 0 && latitude < 0.8),
  )
  expect(await count({ longitude: { gt: 0 }, name: { in: ['Aachen', 'Bremen', 'none'] } })).toBe(
    expected(({ longitude, name }) => longitude > 0 && ['Aachen', 'Bremen'].includes(name)),
  )
  expect(await count({ name: { contains: 'RE' } })).toBe(expected(({ name }) => /re/i.test(name)))
  expect(await count({ name: { contains: '%' } })).toBe(0)
  expect(await count({ name: { in: [] } })).toBe(0)
  expect(await count({ latitude: { not: -0.5 }, region: { equals: '' } })).toBe(
    expected(({ latitude }) => latitude !== -0.5),
  )
})

test('an estimated total counts to ten thousand, an exact one to the end; a ranked search ranks a thousand', async () => {
  await server.rows(
    `insert into places (id, code, name, country, latitude, longitude)
     select gen_random_uuid(), 'many:' || n, 'Many ' || n, 'MM', 0, 0 from generate_series(1, 10_001) n`,
  )
  const filter = { country: { equals: 'MM' } }
  const total = async (query: Query) => {
    const page = await anyone.places.list.query({ filter, limit: 1, ...query })
    return [page.total, page.isTotalExact]
  }
  expect(await total({})).toEqual([null, false])
  expect(await total({ total: 'none' })).toEqual([null, false])
  expect(await total({ total: 'exact' })).toEqual([10_001, true])
  expect(await total({ total: 'estimated' })).toEqual([10_000, false])
  await server.rows(`delete from places where code = 'many:1'`)
  expect(await total({ total: 'estimated' })).toEqual([10_000, true])
  expect(await total({ total: 'exact', search: 'many', sort: ['name'] })).toEqual([10_000, true])
  expect(await total({ total: 'exact', search: 'many 77' })).toEqual([111, true])
  expect(await total({ total: 'exact', search: 'many' })).toEqual([1_000, false])
})
