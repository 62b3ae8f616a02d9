import { expect, test } from 'vitest'
import { z } from 'zod'
import { placed, problemIn, written } from './problem.ts'
import { emptyOf, fits, type Schema, shapeOf } from './shape.ts'

const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input' }) as Schema // as in the description of a field
const kindOf = (schema: z.ZodType) => {
  const made = schemaOf(schema)
  const { kind, isNullable } = shapeOf(made, made)
  return isNullable ? `${kind} or null` : kind
}

interface Tree {
  children: Tree[]
}
const tree: z.ZodType<Tree> = z.lazy(() => z.object({ children: z.array(tree) }))

test.each<[string, z.ZodType]>([
  ['object', z.strictObject({ a: z.string() })],
  ['object or null', z.object({ a: z.string() }).nullable()],
  ['list', z.array(z.int())],
  ['choice', z.enum(['a', 'b'])],
  ['choice', z.literal('a')],
  ['choice or null', z.enum(['a', 'b']).nullable()],
  ['boolean', z.boolean()],
  ['number', z.int()],
  ['number or null', z.number().min(1).nullable()],
  ['text', z.iso.date()],
  ['text or null', z.email().nullable()],
  ['raw', z.union([z.string(), z.object({ a: z.string() })])],
  ['raw or null', z.union([z.string(), z.boolean(), z.null()])],
  ['raw', z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })])],
  ['raw', z.record(z.string(), z.int())],
  ['raw', z.tuple([z.int(), z.string()])],
  ['raw', z.literal([1, 2])],
  ['raw', z.unknown()],
])('%s', (kind, schema) => {
  expect(kindOf(schema)).toBe(kind)
})

test('JSON of any shape, and a schema within itself, are typed as text', () => {
  const shape = (schema: z.ZodType) => shapeOf(schemaOf(schema), schemaOf(schema))
  expect(shape(z.json()).kind).toBe('raw')
  const made = schemaOf(tree)
  expect(shapeOf(made, made).kind).toMatch(/object|raw/)
})

const rider = z.strictObject({
  piano: z.boolean(),
  chairs: z.int().min(0).max(100),
  mood: z.enum(['calm', 'wild']).nullable(),
  players: z.array(z.strictObject({ name: z.string().min(1), mail: z.email().optional() })).min(1),
  light: z.object({ colour: z.string() }).optional(),
  speed: z.number().default(3),
})
const made = schemaOf(rider)

test('a new value begins with all that is there before anyone types', () => {
  expect(emptyOf(made, made)).toEqual({ piano: false, mood: null, players: [] })
})

const fine = { piano: true, chairs: 3, mood: null, players: [{ name: 'Ada' }] }

test.each<[path: string, change: object]>([
  ['chairs', { chairs: undefined }],
  ['chairs', { chairs: 1.5 }],
  ['chairs', { chairs: 101 }],
  ['chairs', { chairs: 'many' }],
  ['mood', { mood: 'sad' }],
  ['players', { players: [] }],
  ['players.1.name', { players: [{ name: 'Ada' }, {}] }],
  ['players.0.name', { players: [{ name: '' }] }],
  ['players.0.mail', { players: [{ name: 'Ada', mail: 'x' }] }],
  ['light.colour', { light: {} }],
])('what is wrong is found at its place: %s %j', (path, change) => {
  const problem = problemIn(made, { ...fine, ...change })
  expect(problem?.path).toBe(path)
  expect(rider.safeParse({ ...fine, ...change }).success).toBe(false)
  expect(placed(problem && written(problem))).toEqual(problem)
})

test('what the schema takes is not found wrong', () => {
  for (const more of [{}, { light: { colour: 'red' } }, { mood: 'wild' }, { players: [{ name: 'A', mail: 'a@b.de' }] }])
    expect([more, problemIn(made, { ...fine, ...more })]).toEqual([more, undefined])
})

test('a message of the backend belongs at its path, and any other one to the whole', () => {
  expect(placed('players.0.name: Too small')).toEqual({ path: 'players.0.name', message: 'Too small' })
  expect(placed('This is not JSON yet: Unexpected token')).toEqual({
    path: '',
    message: 'This is not JSON yet: Unexpected token',
  })
  expect(placed(undefined)).toBeUndefined()
})

test('a value of another shape is not forced into the form', () => {
  expect(fits(shapeOf(made, made), [])).toBe(false)
  expect(fits(shapeOf(made, made), null)).toBe(false)
  expect(fits(shapeOf(made, made), {})).toBe(true)
})
