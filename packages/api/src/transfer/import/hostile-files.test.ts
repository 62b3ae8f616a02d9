import { afterAll, beforeEach, expect, test } from 'vitest'
import { anOperator } from '../../testing/factories.ts'
import { anImport, runToEnd, uploadFile } from '../../testing/imports.ts'
import { startTestServer } from '../../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const operator = await anOperator(server)
beforeEach(() => server.rows('delete from places'))

const names = async () =>
  (await server.rows<{ name: string }>('select name from places order by name')).map(({ name }) => name)
const header = 'Name,Country,Latitude,Longitude'
const bytes = (...values: number[]) => new Uint8Array(values)

const good: Record<string, string | Uint8Array> = {
  'a byte order mark': `\uFEFF${header}\nUlm,DE,48,9\n`,
  'UTF-16': Buffer.concat([bytes(0xff, 0xfe), Buffer.from(`${header}\r\nUlm,DE,48,9\r\n`, 'utf16le')]),
  semicolons: 'name;country;latitude;longitude\nUlm;DE;48;9',
  tabs: 'name\tcountry\tlatitude\tlongitude\nUlm\tDE\t48\t9',
  'old line ends': `${header}\rUlm,DE,48,9\r`,
  'empty lines and columns of no field': `\n\n${header},__proto__,constructor\n\nUlm,DE,48,9,x,y\n\n`,
  'quotes everywhere': '"name","country","latitude","longitude"\n"Ulm","DE","48","9"',
  'columns in another order': 'longitude,LATITUDE,country,name\n9,48,DE,Ulm',
}
for (const [what, body] of Object.entries(good)) {
  test(`CSV with ${what} is read`, async () => {
    const done = await runToEnd(operator, await anImport(operator, body))
    expect(done).toMatchObject({ state: 'done', created: 1, failed: 0 })
    expect(await names()).toEqual(['Ulm'])
  })
}

const refused: Record<string, [body: string | Uint8Array, format?: string]> = {
  'nothing at all': [''],
  'Latin-1': [Buffer.from(`${header}\nKöln,DE,50,6\n`, 'latin1')],
  'a picture': [bytes(0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x00, 0xc0)],
  'a million columns': [`${'a,'.repeat(1_000_000)}a\n1\n`],
  'a thousand columns': [`${'a,'.repeat(1_000)}a\n1\n`],
  'a header that never ends': [`"${'x'.repeat(3_000_000)}`],
  'JSON that is no array': ['{"name":"Ulm"}', 'json'],
  'JSON that is cut': ['[{"name":"Ulm","country":"DE"},{"na', 'json'],
  'JSON that is none': ['[{name:1}]', 'json'],
  'lines of no objects': ['1\n2\n', 'ndjson'],
  'a format of no such name': [header, 'xlsx'],
}
for (const [what, [body, format]] of Object.entries(refused)) {
  test(`${what} is refused with a reason, and leaves nothing`, async () => {
    const before = await server.rows('select from imports')
    const response = await uploadFile(operator, body, { ...(format !== undefined && { format }) })
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({
      type: '/api/v1/problems/invalid-input',
      status: 400,
      code: 'INVALID_INPUT',
      instance: expect.stringMatching(/^urn:uuid:/),
      requestId: expect.any(String),
      ...(format === 'xlsx' && { errors: [{ parameter: 'format', detail: 'Expected one of: csv, ndjson, json.' }] }),
    })
    expect(await server.rows('select from imports')).toHaveLength(before.length)
    expect(await server.rows(`select from import_chunks where "importId" not in (select id from imports)`)).toEqual([])
  })
}

test('rows with too many cells, cells of half a megabyte, U+0000 and formulas fail or pass each by itself', async () => {
  const lines = [
    'Ulm,DE,48,9,extra',
    `${'x'.repeat(500_000)},DE,48,9`,
    'U\0lm,DE,48,9',
    `"'=1+1",DE,1,2`,
    'Kiel,DE',
    `"it""s, ""fine""\n",DE,3,4`,
  ]
  const done = await runToEnd(operator, await anImport(operator, `${header}\n${lines.join('\n')}`))
  expect(done).toMatchObject({ state: 'done', created: 2, failed: 4 })
  expect(await names()).toEqual(['=1+1', 'it"s, "fine"'])
  const { items } = await operator.api.imports.errors.query({ id: done.id })
  expect(items.map(({ row, code }) => [row, code])).toEqual([1, 2, 3, 5].map((row) => [row, 'INVALID_INPUT']))
})

test('a quote that is never closed ends the import with the place; what came before stays', async () => {
  const lines = Array.from({ length: 2_000 }, (_, nth) => `Place ${nth},DE,${nth / 100},1`)
  const done = await runToEnd(operator, await anImport(operator, `${header}\n${lines.join('\n')}\n"Ulm,DE,48,9\n`))
  expect(done).toMatchObject({
    state: 'failed',
    problem: { code: 'INVALID_INPUT', message: expect.stringContaining('quote') },
  })
  expect(await names()).toHaveLength(done.created)
})

const items = [
  { name: 'Ulm', country: 'DE', latitude: 48, longitude: '9', other: { deep: [1] } },
  { name: 'Kiel', country: 'DE', latitude: '54.3', longitude: 10, ['__proto__']: { polluted: true } },
]
for (const [format, body] of [
  ['json', JSON.stringify(items, null, 2)],
  ['json', JSON.stringify(items)],
  ['ndjson', `${items.map((item) => JSON.stringify(item)).join('\n')}\n`],
] as const) {
  test(`${format} of ${body.length} characters is read, numbers in text too`, async () => {
    const done = await runToEnd(operator, await anImport(operator, body, { format }))
    expect(done).toMatchObject({ state: 'done', created: 2, failed: 0 })
    expect(await names()).toEqual(['Kiel', 'Ulm'])
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })
}

test('rows of JSON that are none fail by themselves', async () => {
  const body =
    '{"name":"Ulm","country":"DE","latitude":48,"longitude":9}\n{"name":\n[]\nnull\n{"__proto__":{"polluted":true}}\n{"name":"\\u0000","country":"DE","latitude":1,"longitude":1}\n'
  const done = await runToEnd(operator, await anImport(operator, body, { format: 'ndjson' }))
  expect(done).toMatchObject({ state: 'done', created: 1, failed: 5 })
  const file = await operator.client.fetch(`/api/v1/imports/${done.id}/errors.csv`)
  expect((await file.text()).split('\r\n')).toHaveLength(7)
})
