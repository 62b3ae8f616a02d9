import type { Actor } from '@plinth/core/actor'
import { everyone } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { aUser } from '../../testing/factories.ts'
import { importLines } from '../../testing/help-desk.ts'
import { contextFor, runnerOf } from '../../testing/in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { exampleOf } from '../../transports/rest/openapi/examples.ts'
import { jsonSchemaOf } from '../../transports/rest/openapi/json-schema.ts'
import type { Definition } from './definition.ts'
import { describe } from './describe.ts'
import { sizedDecimal } from './sized-decimal.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const optional = { isNullable: true }
const columns = {
  rate: scratchColumn('Decimal', 'numeric(12,4)', optional),
  declared: scratchColumn('Decimal', 'numeric(12,4)', optional),
  rates: scratchColumn('Decimal', 'numeric(12,4)[]', { isList: true }),
  declaredRates: scratchColumn('Decimal', 'numeric(12,4)[]', { isList: true }),
}
const names = Object.keys(columns)
await createTable(server, scratchModel('Tariff', { ...scratchBase, ...columns }))
const tariffs = declareScratch({
  name: 'tariffs',
  model: 'Tariff',
  tenancy: 'global',
  labels: { one: 'tariff', many: 'tariffs', title: 'id' },
  rules: { read: everyone, create: everyone, update: everyone, remove: everyone },
  fields: {
    ...{ id: true, version: true, rate: true, rates: true },
    declared: z.string().max(50).nullable(),
    declaredRates: z.array(z.string()).max(9),
  },
  creates: names,
  updates: names,
  filters: ['rate'],
}) as ReturnType<typeof declareScratch> & { definition: Definition } // of `resource`
const run = runnerOf(tariffs.verbs, contextFor(server, await aUser(server)))

const actor: Actor = { type: 'system', name: 'test' }
const allowed = 'Expected at most 8 digits before the point and 4 after it: this number has'
const refused = [
  // It was stored as 1.0001.
  ['1.00005', `${allowed} 1 before it and 5 after it.`],
  // It was refused without the name of the field.
  ['-123456789012.5', `${allowed} 12 before it and 1 after it.`],
] as const
const stored = () => server.rows<Record<string, unknown>>('select rate::text, declared::text, rates::text from tariffs')

test.each(refused)('%s is refused at the field of a numeric(12,4), over every transport', async (value, message) => {
  const { id, version } = await run('create', {})
  const before = await stored()
  const at = (field: string) => ({ cause: { code: 'INVALID_INPUT', fields: { [field]: [message] } } })
  for (const [field, given] of [
    ['rate', { rate: value }],
    ['declared', { declared: value }],
    ['rates.1', { rates: ['1', value] }],
    ['declaredRates.1', { declaredRates: ['1', value] }],
  ] as const) {
    await expect(run('create', given)).rejects.toMatchObject(at(field))
    await expect(run('update', { id, version, ...given })).rejects.toMatchObject(at(field))
    await expect(run('createMany', { items: [{}, given] })).rejects.toMatchObject(at(`items.1.${field}`))
    await expect(run('updateMany', { items: [{ id, version, ...given }] })).rejects.toMatchObject(
      at(`items.0.${field}`),
    )
  }
  for (const field of ['rate', 'declared', 'rates', 'declaredRates']) {
    const given = field.endsWith('ates') ? ['1', value] : value
    const done = await importLines(server, tariffs as never, { actor, lines: [{ [field]: given }] }) // a noun, as those of the help desk
    expect(done).toMatchObject({ created: 0, failed: 1 })
    const errors = await server.rows('delete from import_errors returning field, message')
    expect(errors).toEqual([{ field, message: expect.stringContaining(message) }])
  }
  expect(await stored()).toEqual(before)
})

test('what fits is stored with each digit, and zeros that add nothing are let in', async () => {
  for (const [given, kept] of [
    ['12345678.1234', '12345678.1234'],
    ['-0.0001', '-0.0001'],
    ['0012.50000000', '12.5000'],
  ]) {
    const { id } = await run('create', { rate: given, declared: given, rates: [given], declaredRates: [given] })
    expect(await run('get', { id })).toMatchObject({ rate: kept, declared: kept, rates: [kept], declaredRates: [kept] })
  }
  const { id } = await run('create', { rate: null, declared: null })
  expect(await run('get', { id })).toMatchObject({ rate: null, declared: null })
})

test('a filter compares with any number: more digits than the column keeps are no fault', async () => {
  const { id } = await run('create', { rate: '7.0001' })
  const ids = async (rate: object) =>
    (await run<{ items: { id: string }[] }>('list', { filter: { rate } })).items.map((each) => each.id)
  expect(await ids({ gt: '7.00005', lt: '8' })).toEqual([id])
  expect(await ids({ equals: '7.00005' })).toEqual([])
})

test('documents and forms say the digits, with an example that fits', () => {
  const description = 'At most 8 digits before the point and 4 after it.'
  const { definition } = tariffs
  expect(jsonSchemaOf(definition.schemas.create, 'input').properties?.rate).toMatchObject({
    anyOf: [{ type: 'string', description, pattern: expect.stringContaining('{1,8}') }, { type: 'null' }],
  })
  expect(describe(definition).fields.find(({ name }) => name === 'rate')?.hint).toBe(description)
})

test.each([
  ['numeric(12,4)', ['0', '12345678', '1.2345', '-00.10'], ['123456789', '1.23456', '', '.5', '1.', '1e3', 'NaN']],
  ['numeric(3,0)', ['999', '1.00'], ['1000', '1.5']],
  ['numeric(3)', ['999', '1.00'], ['1000', '1.5']],
  ['numeric(2,2)', ['0.99', '-0', '0'], ['1', '1.0', '0.999']],
  ['numeric(60,20)', [`${'9'.repeat(40)}.${'9'.repeat(20)}`], ['9'.repeat(41)]],
  ['numeric', ['1.5'], ['x']],
])('%s takes what it keeps', (sql, kept, others) => {
  const schema = sizedDecimal(sql)
  expect(kept.filter((text) => !schema.safeParse(text).success)).toEqual([])
  expect(others.filter((text) => schema.safeParse(text).success)).toEqual([])
  expect(schema.safeParse(exampleOf(jsonSchemaOf(schema, 'input'))).success).toBe(true)
})
