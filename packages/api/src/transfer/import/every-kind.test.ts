import type { Actor } from '@plinth/core/actor'
import { newId } from '@plinth/core/id'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { everyKind, writable } from '../../testing/every-kind.ts'
import { kindRow } from '../../testing/random-kinds.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { exportRows } from '../export/export-rows.ts'
import { importFile } from './import-file.ts'
import type { Format } from './source-row.ts'
import { begun } from './states.ts'
import { undoImport } from './undo-import.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const { definition, insert, stored } = await everyKind(server)

const db = server.database.open()
const actor: Actor = { type: 'system', name: 'test' }
beforeEach(() => server.rows('delete from kinds'))

async function exported(format: Format): Promise<string> {
  let file = ''
  const input = { format, filter: {}, sort: undefined, search: undefined }
  for await (const piece of exportRows(db, definition, { input, actor, rule: true })) file += piece
  return file
}

async function imported(file: string, format: Format = 'csv', matchBy: string | null = null) {
  const bytes = new Blob([file]).stream()
  const done = await importFile(
    { db, actor, definitions: { kinds: definition } },
    { resource: 'kinds', name: 'test', format, bytes },
    {
      // The label of a relation is for people to read.
      map: (column) =>
        (writable.includes(column.split('.')[0] ?? '') && column !== 'owner.amount') || column === matchBy
          ? column
          : null,
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

const plainNumber = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i

/** Cells that a spreadsheet would run. */
const formulas = (file: string) =>
  (parse(file) as string[][]).flat().filter((cell) => /^[=+@\t\r\n＝＋－＠-]/.test(cell) && !plainNumber.test(cell))

for (const format of ['csv', 'ndjson', 'json'] as const) {
  test(`what is exported as ${format} comes back the same, for every kind of field and hostile text`, async () => {
    const property = fc.asyncProperty(fc.array(kindRow, { minLength: 1, maxLength: 6 }), async (rows) => {
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
    await fc.assert(property, { numRuns: 25 })
  })
}

test('big integers and decimals are written with all their digits', async () => {
  await server.rows(
    `insert into kinds (id, code, big, price, "feeAmount", "feeCurrency") values ($1, 'a', 9223372036854775807, 123456789012345678901234567890.12345, 9007199254740991, 'EUR')`,
    [newId()],
  )
  for (const format of ['csv', 'ndjson'] as const) {
    const file = await exported(format)
    for (const digits of ['9223372036854775807', '123456789012345678901234567890.12345', '9007199254740991'])
      expect(file).toContain(digits)
    expect(file).not.toMatch(/\de\+/)
  }
})

/** Rewrites all events as they were written before they named fields: relations, money and zoned times by columns. */
const nameColumns = () =>
  server.rows(`update events set before = (before - array['owner', 'fee', 'start'])
    || case when before ? 'owner' then jsonb_build_object('ownerId', before->'owner') else '{}' end
    || case when before ? 'fee' then jsonb_build_object('feeAmount', before->'fee'->'amount', 'feeCurrency', before->'fee'->'currency') else '{}' end
    || case when before ? 'start' then jsonb_build_object('startAt', before->'start'->'at', 'startZone', before->'start'->'zone') else '{}' end`)

test('undoing an import gives every kind of field back as it was, with each digit', async () => {
  const property = fc.asyncProperty(
    fc.array(fc.tuple(kindRow, kindRow), { minLength: 1, maxLength: 4 }),
    fc.boolean(),
    async (pairs, isNamingColumns) => {
      await server.rows('delete from kinds')
      for (const [nth, [, second]] of pairs.entries()) await insert(`c${nth}`, second)
      const file = await exported('csv')
      await server.rows('delete from kinds')
      for (const [nth, [first]] of pairs.entries()) await insert(`c${nth}`, first)
      const before = await stored()
      const done = await imported(file, 'csv', 'code')
      expect(done).toMatchObject({ created: 0, failed: 0 })
      if (isNamingColumns) await nameColumns()
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
    },
  )
  await fc.assert(property, { numRuns: 20 })
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
  ['big', 'csv', '9223372036854775808'],
  ['big', 'csv', '1.5'],
  ['big', 'ndjson', '-9223372036854775809'],
  ['big', 'json', '1e400'],
  ['bigs', 'ndjson', '[9223372036854775808]'],
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
