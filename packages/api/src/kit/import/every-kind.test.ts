import type { Actor } from '@plinth/core/actor'
import { newId } from '@plinth/core/id'
import { everyone } from '@plinth/core/rule'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { exportRows } from '../export/export-rows.ts'
import type { Definition } from '../resource/definition.ts'
import { address, money, zonedTime } from '../resource/fields/composite.ts'
import { importFile } from './import-file.ts'
import type { Format } from './source-row.ts'
import { begun } from './states.ts'
import { undoImport } from './undo-import.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
await server.rows('create extension if not exists citext')

const optional = { isNullable: true }
const model = scratchModel('Kind', {
  ...scratchBase,
  code: scratchColumn('String', 'citext'),
  note: scratchColumn('String', 'text', optional),
  mail: scratchColumn('String', 'text', optional),
  count: scratchColumn('Int', 'integer', optional),
  big: scratchColumn('BigInt', 'bigint', optional),
  ratio: scratchColumn('Float', 'double precision', optional),
  price: scratchColumn('Decimal', 'numeric(60,20)', optional),
  isOpen: scratchColumn('Boolean', 'boolean', optional),
  seenAt: scratchColumn('DateTime', 'timestamptz(3)', optional),
  day: scratchColumn('DateTime', 'date', optional),
  traits: scratchColumn('Json', 'jsonb', optional),
  place: scratchColumn('Json', 'jsonb', optional),
  feeAmount: scratchColumn('BigInt', 'bigint', optional),
  feeCurrency: scratchColumn('String', 'text', optional),
  startAt: scratchColumn('DateTime', 'timestamptz(3)', optional),
  startZone: scratchColumn('String', 'text', optional),
})
Object.assign(model, { uniques: [['code']] })
await createTable(server, model)
await server.rows('create unique index "kinds_code_key" on kinds (code)')

const writable = [
  'code',
  'note',
  'mail',
  'count',
  'big',
  'ratio',
  'price',
  'isOpen',
  'seenAt',
  'day',
  'traits',
  'place',
  'fee',
  'start',
]
const { definition } = declareScratch({
  name: 'kinds',
  model: 'Kind',
  scope: 'global',
  labels: { one: 'kind', many: 'kinds', title: 'code' },
  fields: {
    id: true,
    ...Object.fromEntries(writable.map((name) => [name, true])),
    code: z.string().trim().min(1).max(50),
    mail: { kind: 'email' },
    place: address({ isNullable: true }),
    fee: money({ amount: 'feeAmount', currency: 'feeCurrency' }, { isNullable: true }),
    start: zonedTime({ at: 'startAt', zone: 'startZone' }, { isNullable: true }),
    version: true,
  },
  rules: { read: everyone, create: everyone, update: everyone, remove: everyone },
  creates: writable,
  updates: writable,
}) as unknown as { definition: Definition } // of `resource`

const db = server.database.open()
const actor: Actor = { type: 'system', name: 'test' }
beforeEach(() => server.rows('delete from kinds'))

async function exported(format: Format): Promise<string> {
  let file = ''
  const input = { format, filter: {}, sort: undefined, search: undefined }
  for await (const piece of exportRows(db, definition, { input, actor })) file += piece
  return file
}

async function imported(file: string, format: Format = 'csv', matchBy: string | null = null) {
  const bytes = new Blob([file]).stream()
  const done = await importFile(
    { db, actor, definitions: { kinds: definition } },
    { resource: 'kinds', name: 'test', format, bytes },
    {
      map: (column) => (writable.includes(column.split('.')[0] ?? '') || column === matchBy ? column : null),
      matchBy,
      matched: 'update',
      onProgress: () => undefined,
    },
  )
  const [last] = await server.rows<{ id: string }>('select id from imports order by "createdAt" desc, id desc limit 1')
  const errors = await server.rows<{ field: string; message: string; cells: unknown[] }>(
    'select field, message, cells from import_errors where "importId" = $1 order by row',
    [last?.id],
  )
  return { ...done, id: last?.id ?? '', errors }
}

/** Cells that a spreadsheet would run. */
const formulas = (file: string) =>
  (parse(file) as string[][]).flat().filter((cell) => /^[=+@\t\r\n＝＋－＠-]/.test(cell) && !/^-?\d/.test(cell))

/** All columns but those that each write sets, as the database writes them. */
const stored = () =>
  server.rows(
    `select ${Object.keys(model.columns)
      .filter((name) => !['id', 'updatedAt', 'version'].includes(name))
      .map((name) => `"${name}"::text`)
      .join()} from kinds order by code`,
  )

const hostile = [
  '=1+1',
  "'=1",
  "''",
  "'",
  '-A',
  '\tx',
  '\rx',
  '\n=x',
  '@a',
  '+1',
  ' x ',
  '"',
  'a,b',
  ';',
  '[1]',
  '[',
  'null',
  '{"a":1}',
  '',
  '＝1',
  'a\r\nb',
  '😀',
  '\u00a0x\u00a0',
]
const text = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ maxLength: 10 }).filter((each) => !each.includes('\0')),
)
const line = text.map((each) => each.trim()).filter((each) => each !== '')
const instant = fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true })
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 4 })
const decimalText = fc
  .tuple(fc.bigInt(-(10n ** 29n), 10n ** 29n), fc.bigInt(0n, 10n ** 19n))
  .map(([whole, rest]) => `${whole}.${String(rest).padStart(20, '0')}`)
const jsonValue = fc
  .jsonValue({ maxDepth: 3 })
  .filter((each) => each !== null && !JSON.stringify(each).includes('\\u0000') && !JSON.stringify(each).includes('-0'))
const row = fc.record({
  note: maybe(text),
  mail: maybe(fc.constantFrom('a@example.com', '-x@example.com')),
  count: maybe(fc.integer()),
  big: maybe(fc.maxSafeInteger()),
  ratio: maybe(fc.double({ noNaN: true, noDefaultInfinity: true }).filter((each) => !Object.is(each, -0))),
  price: maybe(decimalText),
  isOpen: maybe(fc.boolean()),
  seenAt: maybe(instant),
  day: maybe(instant.map((each) => each.toISOString().slice(0, 10))),
  traits: maybe(jsonValue),
  place: maybe(
    fc.record({
      lines: fc.array(line, { minLength: 1, maxLength: 3 }),
      postalCode: line,
      city: line,
      region: line,
      country: fc.constant('DE'),
    }),
  ),
  fee: maybe(fc.tuple(fc.maxSafeInteger(), fc.constantFrom('EUR', 'JPY'))),
  start: maybe(fc.tuple(instant, fc.constantFrom('Europe/Berlin', 'Asia/Tokyo'))),
})
type Row = typeof row extends fc.Arbitrary<infer R> ? R : never

async function insert(code: string, { fee, start, traits, place, ...others }: Row): Promise<void> {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
  const values = {
    id: newId(),
    code,
    ...others,
    traits: json(traits),
    place: json(place),
    feeAmount: fee?.[0] ?? null,
    feeCurrency: fee?.[1] ?? null,
    startAt: start?.[0] ?? null,
    startZone: start?.[1] ?? null,
  }
  const names = Object.keys(values)
  await server.rows(
    `insert into kinds (${names.map((name) => `"${name}"`).join()}) values (${names.map((_, nth) => `$${nth + 1}`).join()})`,
    Object.values(values),
  )
}

for (const format of ['csv', 'ndjson', 'json'] as const) {
  test(`what is exported as ${format} comes back the same, for every kind of field and hostile text`, async () => {
    const property = fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 6 }), async (rows) => {
      await server.rows('delete from kinds')
      for (const [nth, each] of rows.entries()) await insert(`c${nth}`, each)
      const before = await stored()
      const file = await exported(format)
      if (format === 'csv') expect(formulas(file)).toEqual([])
      await server.rows('delete from kinds')
      const done = await imported(file, format)
      expect(done.errors).toEqual([])
      expect(await stored()).toEqual(before)
    })
    await fc.assert(property, { numRuns: 60 })
  })
}

test('big integers and decimals are written with all their digits', async () => {
  await server.rows(
    `insert into kinds (id, code, big, price, "feeAmount", "feeCurrency") values ($1, 'a', 4111111111111111, 123456789012345678901234567890.12345, 9007199254740991, 'EUR')`,
    [newId()],
  )
  for (const format of ['csv', 'ndjson'] as const) {
    const file = await exported(format)
    for (const digits of ['4111111111111111', '123456789012345678901234567890.12345', '9007199254740991'])
      expect(file).toContain(digits)
    expect(file).not.toMatch(/\de\+/)
  }
})

test('undoing an import gives every kind of field back as it was, with each digit', async () => {
  const property = fc.asyncProperty(fc.array(fc.tuple(row, row), { minLength: 1, maxLength: 4 }), async (pairs) => {
    await server.rows('delete from kinds')
    for (const [nth, [, second]] of pairs.entries()) await insert(`c${nth}`, second)
    const file = await exported('csv')
    await server.rows('delete from kinds')
    for (const [nth, [first]] of pairs.entries()) await insert(`c${nth}`, first)
    const before = await stored()
    const done = await imported(file, 'csv', 'code')
    expect(done).toMatchObject({ created: 0, failed: 0 })
    const lease = newId()
    await begun(db, { id: done.id, lease, kind: 'undo' }, true)
    await undoImport({
      db,
      id: done.id,
      lease,
      actor,
      definition: () => definition,
      onFault: (error) => {
        throw error
      },
    })
    expect(await stored()).toEqual(before)
    expect(await server.rows('select state::text, "left" from imports where id = $1', [done.id])).toEqual([
      { state: 'undone', left: 0 },
    ])
  })
  await fc.assert(property, { numRuns: 40 })
})

const refused: [field: string, format: Format, cell: string][] = [
  ['seenAt', 'csv', '2024-02-30'],
  ['seenAt', 'csv', '2024-13-01'],
  ['seenAt', 'csv', '2024-02-01T24:00:00Z'],
  ['seenAt', 'csv', '2016-12-31T23:59:60Z'],
  ['seenAt', 'csv', '2024-02-01T10:00:00+25:00'],
  ['seenAt', 'ndjson', '"2023-02-29T10:00:00Z"'],
  ['day', 'csv', '2024-02-30'],
  ['day', 'ndjson', '"2024-04-31"'],
  ['start', 'ndjson', '{"at":"2024-02-30T00:00:00Z","zone":"Europe/Berlin"}'],
  ['big', 'csv', '9007199254740993'],
  ['big', 'ndjson', '9007199254740993'],
  ['count', 'csv', '1.00000000000000000001'],
  ['ratio', 'csv', '0.12345678901234567890123'],
  ['ratio', 'json', '0.12345678901234567890123'],
  ['ratio', 'ndjson', '1e400'],
  ['traits', 'csv', '"{""n"":[12345678901234567890]}"'],
  ['traits', 'ndjson', '{"n":[12345678901234567890]}'],
  ['traits', 'csv', `"${'['.repeat(100_000)}${']'.repeat(100_000)}"`],
  ['traits', 'csv', '{broken'],
  ['fee', 'ndjson', '{"amount":9007199254740993,"currency":"EUR"}'],
]
for (const [field, format, cell] of refused) {
  test(`${field} in ${format}: ${cell.slice(0, 60)} is refused and not changed`, async () => {
    const object = `{"code":"a","${field}":${cell}}`
    const file = { csv: `code,${field}\na,${cell}\n`, ndjson: `${object}\n`, json: `[${object}]` }[format]
    const done = await imported(file, format)
    expect(done).toMatchObject({ state: 'done', created: 0, failed: 1 })
    expect(done.errors[0]).toMatchObject({ field })
  })
}

test('a JSON cell null is nothing, and a decimal keeps its digits however it is written', async () => {
  await imported('code,traits,price\na,null,123456789012345678901234567890.12345678901234567890\n')
  await imported(
    '{"code":"b","traits":"null","price":123456789012345678901234567890.12345}\n{"code":"c","traits":null}\n',
    'ndjson',
  )
  expect(await server.rows('select code, traits::text, price::text from kinds order by code')).toEqual([
    { code: 'a', traits: null, price: '123456789012345678901234567890.12345678901234567890' },
    { code: 'b', traits: '"null"', price: '123456789012345678901234567890.12345000000000000000' },
    { code: 'c', traits: null, price: null },
  ])
})

test('rows are found by the value that the field makes of a cell: ids in capitals, other case, blanks around', async () => {
  const id = newId()
  await server.rows(`insert into kinds (id, code, note) values ($1, 'Ulm', 'old')`, [id])
  const byId = await imported(`id,code,note\n${id.toUpperCase()},Ulm,by id\n`, 'csv', 'id')
  expect(byId).toMatchObject({ created: 0, updated: 1, failed: 0 })
  const byCode = await imported('code,note\n"  ULM ",one\nulm,two\nKiel,new\nKIEL,newer\n', 'csv', 'code')
  expect(byCode).toMatchObject({ created: 1, updated: 3, failed: 0 })
  expect(await server.rows('select lower(code::text) as code, note from kinds order by code')).toEqual([
    { code: 'kiel', note: 'newer' },
    { code: 'ulm', note: 'two' },
  ])
})

for (const format of ['ndjson', 'json'] as const) {
  test(`${format}: keys that only late rows have are columns too`, async () => {
    const objects = Array.from({ length: 130 }, (_, nth) =>
      JSON.stringify({ code: `c${nth}`, ...(nth >= 110 && { note: 'late' }) }),
    )
    const done = await imported(format === 'json' ? `[${objects.join(',')}]` : objects.join('\n'), format)
    expect(done).toMatchObject({ created: 130, failed: 0 })
    expect(await server.rows(`select from kinds where note = 'late'`)).toHaveLength(20)
  })
}

test('a row nested 100,000 deep and keys such as constructor are errors of their rows, and the rest is imported', async () => {
  const deep = `{"code":"deep","traits":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  const rows = [
    deep,
    '{"code":{"constructor":"x"}}',
    '{"code":{"__proto__":{"toString":1}}}',
    '{"code":"fine","toString":1}',
  ]
  const done = await imported(rows.join('\n'), 'ndjson')
  expect(done).toMatchObject({ state: 'done', created: 1, failed: 3 })
  expect(done.errors.map(({ cells }) => typeof cells[0])).toEqual(['string', 'string', 'string'])
  expect(done.errors[1]?.cells[0]).toBe('{"constructor":"x"}')
})

test('lines of nothing but delimiters and blanks are no rows', async () => {
  const done = await imported('code,note\r\na,x,,\r\n,,,\r\n   \r\nb,y\r\n,\r\n')
  expect(done).toMatchObject({ created: 2, failed: 0 })
})
