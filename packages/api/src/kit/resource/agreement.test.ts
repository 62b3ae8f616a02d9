import { readFile } from 'node:fs/promises'
import { everyone } from '@plinth/core/rule'
import { asOwner } from '@plinth/db/testing/create-test-database'
import { scratchModels } from '@plinth/db/testing/scratch-models'
import type { inferProcedureInput } from '@trpc/server'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { agreedSchema } from '../../testing/agreed-models.ts'
import { aUser } from '../../testing/factories.ts'
import { contextFor, runnerOf } from '../../testing/in-process.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { comparatorsOf } from './column-field.ts'
import type { Definition, FieldKind } from './definition.ts'
import { describe } from './describe.ts'
import { address, json, money, zonedTime } from './fields/composite.ts'
import { names } from './fields/names.ts'
import { one } from './fields/relation.ts'
import { resource } from './resource.ts'

const server = await startTestServer()
const models = await scratchModels(agreedSchema, asOwner(server.databaseUrl))
afterAll(async () => {
  await models.remove()
  await server[Symbol.asyncDispose]()
})
for (const statement of models.sql.split(/;\n/).filter((each) => each.trim() !== '')) await server.rows(statement)

const rules = { read: everyone, create: everyone, update: everyone, remove: everyone }
const tenancy = 'global' as const
const other = resource({
  ...{ name: 'others', tenancy, rules },
  model: 'Other',
  creates: [],
  updates: [],
  labels: { one: 'other', many: 'others', title: 'label' },
  fields: { id: true, label: true },
})
const traits = z.strictObject({ colour: z.string().optional() })
const words = { relation: 'links', to: 'word', name: z.string(), max: 5 }

const fields = {
  id: true,
  text: true,
  textMaybe: true,
  textPreset: true,
  markdown: { kind: 'markdown' },
  markdownMaybe: { kind: 'markdown' },
  markdownPreset: { kind: 'markdown' },
  email: { kind: 'email' },
  emailMaybe: { kind: 'email' },
  emailPreset: { kind: 'email' },
  url: { kind: 'url' },
  urlMaybe: { kind: 'url' },
  urlPreset: { kind: 'url' },
  integer: true,
  integerMaybe: true,
  integerPreset: true,
  big: true,
  bigMaybe: true,
  bigPreset: true,
  number: true,
  numberMaybe: true,
  numberPreset: true,
  decimal: true,
  decimalMaybe: true,
  decimalPreset: true,
  boolean: true,
  booleanMaybe: true,
  booleanPreset: true,
  dateTime: true,
  dateTimeMaybe: true,
  dateTimePreset: true,
  date: true,
  dateMaybe: true,
  datePreset: true,
  choice: true,
  choiceMaybe: true,
  choicePreset: true,
  json: true,
  jsonMaybe: true,
  jsonPreset: true,
  file: { kind: 'file' },
  fileMaybe: { kind: 'file' },
  filePreset: { kind: 'file' },
  uuid: true,
  uuidMaybe: true,
  uuidPreset: true,
  texts: true,
  textsPreset: true,
  integers: true,
  bigs: true,
  numbers: true,
  decimals: true,
  booleans: true,
  choices: true,
  uuids: true,
  price: money({ amount: 'amount', currency: 'currency' }),
  priceMaybe: money({ amount: 'amountMaybe', currency: 'currencyMaybe' }, { isNullable: true }),
  pricePreset: money({ amount: 'amountPreset', currency: 'currencyPreset' }),
  start: zonedTime({ at: 'at', zone: 'zone' }),
  startMaybe: zonedTime({ at: 'atMaybe', zone: 'zoneMaybe' }, { isNullable: true }),
  startPreset: zonedTime({ at: 'atPreset', zone: 'zonePreset' }),
  place: address(),
  placeMaybe: address({ isNullable: true }),
  placePreset: address(),
  traits: json(traits),
  traitsMaybe: json(traits, { isNullable: true }),
  traitsPreset: json(traits),
  links: names(words),
  other: one(other, ['id', 'label'], { isWritable: true }),
  maybe: one(other, ['id'], { isNullable: true, isWritable: true }),
  preset: one(other, ['id'], { isWritable: true }),
  hidden: one(other, ['id'], { isNullable: true, isRequired: true, isWritable: true }),
  renamed: one(other, ['id'], { relation: 'byItsName', isNullable: true, isWritable: true }),
  version: true,
} as const

const { id: _id, version: _version, ...written } = fields
const writable = Object.keys(written) as (keyof typeof written)[] // its keys

const agreed = resource({
  ...{ name: 'agreed', tenancy, rules },
  model: 'Agreed',
  fields,
  labels: { one: 'agreed', many: 'agreed', title: 'text' },
  creates: writable,
  updates: writable,
})

type Creating = inferProcedureInput<typeof agreed.verbs.create>
type Updating = inferProcedureInput<typeof agreed.verbs.update>

/** What the types say of a field of a creation. A column of any JSON has the type `unknown`, which says nothing of null. */
type Said<K extends keyof Creating> = {
  isOptional: Record<never, never> extends Pick<Creating, K> ? true : false
  takesNull: unknown extends Creating[K] ? boolean : null extends Creating[K] ? true : false
  value: Exclude<Creating[K], undefined | null>
}

const id = '00000000-0000-7000-8000-000000000001'
const at = new Date('2026-01-31T12:00:00Z')
const place = { lines: ['a'], city: 'Ulm', country: 'DE' }
const needed = { isOptional: false, takesNull: false } as const
const maybe = { isOptional: true, takesNull: true } as const
const preset = { isOptional: true, takesNull: false } as const

/** The types of the program hold each line to what they say, and the tests hold the schemas to the same line. */
const said: { [K in keyof Required<Creating>]: Said<K> } = {
  text: { ...needed, value: 'a' },
  textMaybe: { ...maybe, value: 'a' },
  textPreset: { ...preset, value: 'a' },
  markdown: { ...needed, value: 'a' },
  markdownMaybe: { ...maybe, value: 'a' },
  markdownPreset: { ...preset, value: 'a' },
  email: { ...needed, value: 'a@example.com' },
  emailMaybe: { ...maybe, value: 'a@example.com' },
  emailPreset: { ...preset, value: 'a@example.com' },
  url: { ...needed, value: 'https://example.com' },
  urlMaybe: { ...maybe, value: 'https://example.com' },
  urlPreset: { ...preset, value: 'https://example.com' },
  integer: { ...needed, value: 1 },
  integerMaybe: { ...maybe, value: 1 },
  integerPreset: { ...preset, value: 1 },
  big: { ...needed, value: 2n ** 63n - 1n },
  bigMaybe: { ...maybe, value: 2n ** 63n - 1n },
  bigPreset: { ...preset, value: 2n ** 63n - 1n },
  number: { ...needed, value: 1.5 },
  numberMaybe: { ...maybe, value: 1.5 },
  numberPreset: { ...preset, value: 1.5 },
  decimal: { ...needed, value: '1.5' },
  decimalMaybe: { ...maybe, value: '1.5' },
  decimalPreset: { ...preset, value: '1.5' },
  boolean: { ...needed, value: true },
  booleanMaybe: { ...maybe, value: true },
  booleanPreset: { ...preset, value: true },
  dateTime: { ...needed, value: at },
  dateTimeMaybe: { ...maybe, value: at },
  dateTimePreset: { ...preset, value: at },
  date: { ...needed, value: '2026-01-31' },
  dateMaybe: { ...maybe, value: '2026-01-31' },
  datePreset: { ...preset, value: '2026-01-31' },
  choice: { ...needed, value: 'wild' },
  choiceMaybe: { ...maybe, value: 'wild' },
  choicePreset: { ...preset, value: 'wild' },
  json: { ...needed, value: [1] },
  jsonMaybe: { ...maybe, value: [1] },
  jsonPreset: { ...preset, value: [1] },
  file: { ...needed, value: id },
  fileMaybe: { ...maybe, value: id },
  filePreset: { ...preset, value: id },
  uuid: { ...needed, value: id },
  uuidMaybe: { ...maybe, value: id },
  uuidPreset: { ...preset, value: id },
  texts: { ...preset, value: ['a', ''] },
  textsPreset: { ...preset, value: [] },
  integers: { ...preset, value: [1, -1] },
  bigs: { ...preset, value: [2n ** 63n - 1n] },
  numbers: { ...preset, value: [1.5] },
  decimals: { ...preset, value: ['1.5'] },
  booleans: { ...preset, value: [true, false] },
  choices: { ...preset, value: ['wild', 'wild'] },
  uuids: { ...preset, value: [id] },
  price: { ...needed, value: { amount: 1, currency: 'EUR' } },
  priceMaybe: { ...maybe, value: { amount: 1, currency: 'EUR' } },
  pricePreset: { ...preset, value: { amount: 1, currency: 'EUR' } },
  start: { ...needed, value: { at, zone: 'UTC' } },
  startMaybe: { ...maybe, value: { at, zone: 'UTC' } },
  startPreset: { ...preset, value: { at, zone: 'UTC' } },
  place: { ...needed, value: place },
  placeMaybe: { ...maybe, value: place },
  placePreset: { ...preset, value: place },
  traits: { ...needed, value: {} },
  traitsMaybe: { ...maybe, value: {} },
  traitsPreset: { ...preset, value: {} },
  links: { ...needed, value: ['a'] },
  other: { ...needed, value: id },
  maybe: { ...maybe, value: id },
  preset: { ...preset, value: id },
  hidden: { ...needed, value: id },
  renamed: { ...maybe, value: id },
}

/** Exactly the same type, not merely one that fits. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type Whole<T> = { [K in keyof T]: T[K] }
/** An update may leave out each field, and takes for it what a creation takes. */
const updatesTheSame: Same<
  Whole<Omit<Updating, 'id' | 'version'>>,
  Whole<{ [K in keyof Creating]?: Creating[K] | undefined }>
> = true

/** Read-only kinds. */
const readAlone: readonly FieldKind[] = ['many']

const { schemas, fields: known } = agreed.definition as Definition // of `resource`
const shapeOf = (schema: z.ZodObject, name: string) => schema.shape[name] as z.ZodType // zod's core type of the same schema

test('every kind of field that is written stands in the table, with null and with a default', () => {
  const kinds = new Set(Object.values(known).map(({ kind }) => kind))
  expect([...kinds, ...readAlone].toSorted()).toEqual(Object.keys(comparatorsOf).toSorted())
})

test.each(Object.entries(said))('types and schema say the same of %s', (name, { isOptional, takesNull, value }) => {
  const [created, updated] = [shapeOf(schemas.create, name), shapeOf(schemas.update, name)]
  expect(created.safeParse(undefined).success).toBe(isOptional)
  expect(created.safeParse(null).success).toBe(takesNull)
  expect(created.safeParse(value).success).toBe(true)
  expect(updated.safeParse(undefined).success).toBe(updatesTheSame)
  expect(updated.safeParse(null).success).toBe(takesNull)
  expect(updated.safeParse(value).success).toBe(true)
})

const described = describe(agreed.definition as Definition).fields // of `resource`
const fieldNamed = (name: string) => described.find((field) => field.name === name)

test.each(Object.entries(said))('a form is told the same of %s', (name, { isOptional, takesNull }) => {
  expect(fieldNamed(name)).toMatchObject({ isOptional, takesNull })
})

test('a form is told what a new row holds where nothing is given', () => {
  const presets = described.flatMap(({ name, preset }) => (preset === null ? [] : [[name, preset]]))
  expect(Object.fromEntries(presets)).toEqual({
    ...{ textPreset: 'x', markdownPreset: 'x', emailPreset: 'a@example.com', urlPreset: 'https://example.com' },
    ...{ integerPreset: 7, bigPreset: 7n, numberPreset: 1.5, decimalPreset: '1.5', booleanPreset: true },
    ...{ choicePreset: 'calm', jsonPreset: {}, traitsPreset: {}, placePreset: place },
    pricePreset: { amount: 5, currency: 'EUR' },
  })
})

test('the database takes what the schema lets in: only what is needed, everything, and null', async () => {
  const run = runnerOf({ ...agreed.verbs } as never, contextFor(server, await aUser(server))) // called by name
  await server.rows('insert into others (id, label) values ($1, $2)', [id, 'a'])
  const valuesOf = (keep: (line: (typeof said)[keyof typeof said]) => boolean) =>
    Object.fromEntries(Object.entries(said).flatMap(([name, line]) => (keep(line) ? [[name, line.value]] : [])))
  const least = await run(
    'create',
    valuesOf(({ isOptional }) => !isOptional),
  )
  const most = await run(
    'create',
    valuesOf(() => true),
  )
  const nulls = Object.entries(said).flatMap(([name, { takesNull }]) => (takesNull ? [[name, null] as const] : []))
  await run('update', { id: most.id, version: 1, ...Object.fromEntries(nulls) })
  const [without, emptied] = [await run('get', { id: least.id }), await run('get', { id: most.id })]
  for (const [name] of nulls) expect([name, without[name], emptied[name]]).toEqual([name, null, null])
  expect(without).toMatchObject({
    texts: [],
    textsPreset: ['a'],
    pricePreset: { amount: 5, currency: 'EUR' },
    preset: { id },
  })
})

test('the types of the models here are those that `npm run gen` writes', async () => {
  const generator = new URL('../../../../tooling/src/gen/models.ts', import.meta.url)
  const { modelsOf } = (await import(generator.href)) as { modelsOf(files: [string, string][], enums: string): string } // as it exports it
  const written = modelsOf([['schema.prisma', `datasource db {\n  provider = "postgresql"\n}\n${agreedSchema}`]], '')
  const bare = (text: string) => text.replaceAll(/[\s|;]/g, '')
  const types = written.slice(written.indexOf('interface Models'), written.indexOf('export const models'))
  const here = await readFile(new URL('../../testing/agreed-models.ts', import.meta.url), 'utf8')
  expect(bare(here)).toContain(bare(types))
})
