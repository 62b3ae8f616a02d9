import type { Actor } from '@plinth/core/actor'
import { everyone, rows } from '@plinth/core/rule'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { aUser } from '../../testing/factories.ts'
import { importLines } from '../../testing/help-desk.ts'
import { type AnyRow, codeOf, contextFor, runnerOf } from '../../testing/in-process.ts'
import { edges } from '../../testing/random-kinds.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { exportRows } from '../../transfer/export/export-rows.ts'
import { jsonText } from '../../transports/json-text.ts'
import { jsonReader } from '../../transports/rest/json-value.ts'
import { exampleOf } from '../../transports/rest/openapi/examples.ts'
import { jsonSchemaOf } from '../../transports/rest/openapi/json-schema.ts'
import { readQuery } from '../../transports/rest/query.ts'
import { wire } from '../wire.ts'
import type { Definition } from './definition.ts'
import { describe } from './describe.ts'
import { computed } from './fields/computed.ts'
import { sql } from './fields/sql.ts'

// A column only accepted integers up to 2^53, and no text: identifiers of other systems have 64 bits.

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const [smallest, largest] = [-(2n ** 63n), 2n ** 63n - 1n]
const optional = { isNullable: true }
const columns = {
  number: scratchColumn('BigInt', 'bigint'),
  other: scratchColumn('BigInt', 'bigint', optional),
  positive: scratchColumn('BigInt', 'bigint', { hasDefault: true, preset: '9007199254740993' }),
  small: scratchColumn('BigInt', 'bigint', optional),
  numbers: scratchColumn('BigInt', 'bigint[]', { isList: true }),
  positives: scratchColumn('BigInt', 'bigint[]', { isList: true }),
}
const names = Object.keys(columns)
await createTable(server, scratchModel('Meter', { ...scratchBase, ...columns }, { uniques: [['number']] }))
await server.rows('create unique index "meters_number_key" on meters (number)')
const meters = declareScratch({
  name: 'meters',
  model: 'Meter',
  tenancy: 'global',
  labels: { one: 'meter', many: 'meters', title: 'number' },
  // A rule may ask for a value that no number holds.
  rules: { read: everyone, create: rows({ number: { not: 77n } }), update: everyone, remove: everyone },
  fields: {
    ...{ id: true, version: true, number: true, other: true, numbers: true },
    positive: z.bigint().min(0n),
    small: z.int().nullable(),
    positives: z.array(z.bigint().min(0n)).max(3),
    next: computed(sql`~${'number'}`, z.bigint()),
  },
  keys: ['number'],
  creates: names,
  updates: names,
  filters: ['number', 'other', 'numbers', 'next'],
  sorts: ['number', 'other', 'next'],
}) as ReturnType<typeof declareScratch> & { definition: Definition } // of `resource`
const user = await aUser(server)
const run = runnerOf(meters.verbs, contextFor(server, user))
beforeEach(() => server.rows('delete from meters'))

const actor: Actor = { type: 'system', name: 'test' }
const { schemas } = meters.definition

interface Page {
  items: AnyRow[]
  nextCursor: string | null
  total: number | null
}

/** What REST makes of a body before the schema sees it. */
const fromRest = (body: object) => jsonReader(schemas.create)?.(body) ?? body

test.each(edges)('%s goes in as a bigint and as text, and comes out on every door', async (number) => {
  const made = await run('create', { number, other: number, numbers: [number] })
  expect(made).toMatchObject({ number, other: number, numbers: [number], positive: 2n ** 53n + 1n })
  expect(await run('get', { number })).toMatchObject({ number, id: made.id })
  expect(await run('get', { number: String(number) })).toMatchObject({ next: ~number })
  await run('update', { id: made.id, version: 1, other: null, numbers: [] })
  const { items } = await run<Page>('history', { id: made.id })
  expect(items[0]).toMatchObject({ before: { other: String(number), numbers: [String(number)] } })
  await run('revert', { id: made.id, version: 2, eventId: items[1]?.id })
  const row = await run('get', { id: made.id })
  expect(row).toMatchObject({ other: number, numbers: [number] })

  // The wire of tRPC, as our serializer and as superjson itself write it, and the text of REST.
  expect(wire.deserialize(JSON.parse(await jsonText(row, '', wire)))).toEqual(row)
  const rest = JSON.parse(await jsonText({ items: Array.from({ length: 30 }, () => row) }, ''))
  expect(rest.items[29]).toMatchObject({ number: String(number), numbers: [String(number)] })
  expect(schemas.create.parse(fromRest({ number: String(number), numbers: [String(number)] }))).toEqual({
    number,
    numbers: [number],
  })
  for (const format of ['csv', 'ndjson', 'json'] as const) {
    let file = ''
    const input = { format, filter: { number: { equals: number } }, sort: undefined, search: undefined }
    for await (const piece of exportRows(server.database.open(), meters.definition, { input, actor, rule: true }))
      file += piece
    expect(file).toContain(format === 'csv' ? `,${number},` : `"number":"${number}"`)
  }
})

test('filters, orders and cursors tell apart values that one double holds', async () => {
  for (const number of edges) await run('create', { number, other: number === 0n ? null : number })
  const found = async (filter: object) =>
    (await run<Page>('list', { filter, sort: ['number'] })).items.map(({ number }) => number)
  expect(await found({ number: { equals: 2n ** 53n } })).toEqual([2n ** 53n])
  expect(await found({ number: { in: [String(largest), 2n ** 53n + 1n, -1] } })).toEqual([-1n, 2n ** 53n + 1n, largest])
  expect(await found({ number: { gt: 2n ** 53n, lt: largest } })).toEqual([2n ** 53n + 1n])
  expect(await found({ other: { not: largest } })).toEqual(edges.slice(0, -1))
  expect(await found({ other: { equals: null } })).toEqual([0n])
  expect(await found({ next: { equals: ~smallest } })).toEqual([smallest])
  for (const sort of ['number', '-number', 'other', '-next']) {
    const seen: unknown[] = []
    let cursor: string | undefined
    do {
      const page: Page = await run('list', { sort: [sort], limit: 1, cursor, total: 'exact' })
      expect(page.total).toBe(edges.length)
      seen.push(...page.items.map(({ number }) => number))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    const nullLast = sort === 'other' ? edges.filter((each) => each !== 0n).concat(0n) : edges
    expect([sort, seen]).toEqual([sort, sort === '-number' ? edges.toReversed() : nullLast])
  }
  const query = 'filter[number][in]=9223372036854775807,-9007199254740993&filter[other]=null'
  const schema = z.strictObject({ filter: schemas.filter })
  expect(schema.parse(readQuery(query, schema))).toEqual({
    filter: { number: { in: [largest, -(2n ** 53n) - 1n] }, other: { equals: null } },
  })
})

const beyond = [
  String(largest + 1n),
  largest + 1n,
  smallest - 1n,
  '1.5',
  1.5,
  2 ** 53,
  'x',
  '',
  true,
  '9'.repeat(1_000_000),
]
const message =
  'Expected a whole number from -9223372036854775808 to 9223372036854775807; one beyond ±9007199254740991 as text.'
test.each(beyond.map((value) => [String(value).slice(0, 30), value] as const))(
  '%s is refused at the field, with the limits',
  async (_, value) => {
    const at = (field: string) => ({ cause: { code: 'INVALID_INPUT', fields: { [field]: [message] } } })
    await expect(run('create', { number: value })).rejects.toMatchObject(at('number'))
    await expect(run('create', { number: 1, numbers: [value] })).rejects.toMatchObject(at('numbers.0'))
    await expect(run('list', { filter: { number: { gt: value } } })).rejects.toMatchObject(at('filter.number.gt'))
    expect(await codeOf(run('create', { number: 1, positives: [value] }))).toBe('INVALID_INPUT')
  },
)

test('a number that is exact is taken, and a schema of the resource narrows what a column takes', async () => {
  expect(await run('create', { number: 5, positive: '6', small: 7, positives: ['8'] })).toMatchObject({
    ...{ number: 5n, positive: 6n, small: 7n, positives: [8n] },
  })
  expect(await codeOf(run('create', { number: 6, positive: -1 }))).toBe('INVALID_INPUT')
  expect(await codeOf(run('create', { number: 6, positive: largest + 1n }))).toBe('INVALID_INPUT')
  expect(await codeOf(run('create', { number: 6, positives: [-1n] }))).toBe('INVALID_INPUT')
  expect(await codeOf(run('create', { number: 77 }))).toBe('FORBIDDEN')
})

test('a file holds it as a number or as text, and rows are matched by it', async () => {
  const noun = { definition: meters.definition } as never // a noun without types
  const lines = [{ number: String(largest) }, { number: 12, other: String(smallest), positives: ['1', 2] }]
  await importLines(server, noun, { actor, lines })
  expect(await server.rows('select number::text, other::text, positives::text from meters order by number')).toEqual([
    { number: '12', other: String(smallest), positives: '{1,2}' },
    { number: String(largest), other: null, positives: '{}' },
  ])
})

test('forms and the document say that it is text with 64 bits', () => {
  const field = describe(meters.definition).fields.find(({ name }) => name === 'positive')
  expect(field).toMatchObject({ kind: 'bigint', preset: 2n ** 53n + 1n, schema: { type: 'string', format: 'int64' } })
  for (const io of ['input', 'output'] as const) {
    const schema = jsonSchemaOf(io === 'input' ? schemas.create : schemas.row, io)
    const number = schema.properties?.number
    expect(number).toMatchObject({ type: 'string', format: 'int64', pattern: '^-?\\d{1,19}$' })
    expect(schema.properties?.numbers).toMatchObject({ items: { type: 'string', format: 'int64' } })
    expect(schemas.create.shape.number?.parse(exampleOf(number ?? {}))).toBe(2n ** 53n + 1n)
  }
})
