import fc from 'fast-check'
import superjson from 'superjson'
import { expect, test } from 'vitest'
import { wire } from './wire.ts'

const leaf = fc.oneof(
  fc.string(),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.date(),
  fc.bigInt(),
)
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('a.b', 'a\\', '__proto__', '0', '')),
      tie('value'),
      {
        maxKeys: 4,
        noNullPrototype: true,
      },
    ),
    fc.uniqueArray(fc.string(), { maxLength: 3 }).map((items) => new Set(items)),
    fc.array(fc.tuple(fc.string(), fc.integer()), { maxLength: 3 }).map((items) => new Map(items)),
  ),
}))

test('the wire is the JSON that superjson writes', () => {
  fc.assert(
    fc.property(value, (given) => {
      let expected: string
      try {
        expected = JSON.stringify(superjson.serialize(given))
      } catch {
        // superjson refuses keys that would reach a prototype. JSON may have them: see the next test.
        return
      }
      expect(JSON.parse(JSON.stringify(wire.serialize(given)))).toEqual(JSON.parse(expected))
    }),
    { numRuns: 3_000 },
  )
})

test('any JSON is carried, whatever its keys', () => {
  const keys = fc.constantFrom('constructor', 'prototype', '__proto__', 'toString', 'a', 'a.b', 'a\\', '')
  const json = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(1, 'text', null, true),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    ),
  })).value
  fc.assert(
    fc.property(json, (given) => {
      const text = JSON.stringify(given)
      const rows = { items: [{ traits: JSON.parse(text), createdAt: new Date(0) }] }
      const sent = JSON.parse(JSON.stringify(wire.serialize(rows)))
      expect(JSON.stringify(sent.json.items[0].traits)).toBe(text)
      expect(sent.meta.values).toEqual({ 'items.0.createdAt': ['Date'] })
    }),
    { numRuns: 500 },
  )
  const shared = { constructor: 1 }
  expect(wire.serialize({ a: shared, b: shared })).toEqual({ json: { a: shared, b: shared } })
})

test('a value that occurs twice goes through superjson, which knows it again', () => {
  const at = new Date(0)
  const author = { name: 'Ada' }
  for (const given of [[at, at], [author, author], { a: author, b: { c: author } }]) {
    expect(JSON.stringify(wire.serialize(given))).toBe(JSON.stringify(superjson.serialize(given)))
  }
})

test('an input with any key arrives as it was sent', () => {
  // JSON has no such date. With this key beside it, it failed.
  const isInvalid = (each: unknown) => each instanceof Date && Number.isNaN(each.getTime())
  expect(wire.serialize({ constructor: [new Date(Number.NaN)] })).toEqual({ json: { constructor: [null] } })
  const keys = fc.constantFrom('constructor', 'prototype', 'toString', 'a', 'a.b', 'a\\', 'a\\.b', '.', '')
  const { input } = fc.letrec<{ input: unknown }>((tie) => ({
    input: fc.oneof(
      { depthSize: 'small' },
      leaf.filter((each) => !isInvalid(each)),
      fc.array(tie('input'), { maxLength: 3 }),
      fc.dictionary(keys, tie('input'), { maxKeys: 3, noNullPrototype: true }),
    ),
  }))
  fc.assert(
    fc.property(input, (given) => {
      const sent = JSON.stringify(wire.serialize({ traits: { constructor: given }, version: 1 }))
      expect(wire.deserialize(JSON.parse(sent))).toEqual({ traits: { constructor: given }, version: 1 })
    }),
    { numRuns: 2_000 },
  )
})

test('what a client sends is what arrives', () => {
  const { input } = fc.letrec<{ input: unknown }>((tie) => ({
    input: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('input'), { maxLength: 4 }),
      fc.dictionary(
        fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('a.b', 'a\\', 'b\\.c', '0', '', '..')),
        tie('input'),
        {
          maxKeys: 4,
          noNullPrototype: true,
        },
      ),
    ),
  }))
  fc.assert(
    fc.property(input, (given) => {
      let sent: string
      try {
        sent = JSON.stringify(superjson.serialize(given))
      } catch {
        return
      }
      expect(wire.deserialize(JSON.parse(sent))).toEqual(superjson.deserialize(JSON.parse(sent)))
    }),
    { numRuns: 2_000 },
  )
})

test('a value that a client sends twice arrives twice', () => {
  const at = new Date(0)
  const given = { from: at, to: at, deep: { tags: ['a'], at } }
  expect(wire.deserialize(JSON.parse(superjson.stringify(given)))).toEqual(given)
})

test('notes that no client writes are refused without much work', () => {
  const many = Array.from({ length: 100_000 }, (_, nth) => nth)
  const hostile = [
    {
      json: { a: many },
      meta: { values: { a: ['set'] }, referentialEqualities: { 'a.99999': many.map((nth) => `a.${nth}`) } },
    },
    { json: { a: 2e9 }, meta: { values: { a: [['typed-array', 'Float64Array']] } } },
    { json: { a: '(a+)+$' }, meta: { values: { a: ['regexp'] } } },
    { json: { a: '9'.repeat(1_000_000) }, meta: { values: { a: ['bigint'] } } },
    { json: {}, meta: { values: { [`${'a.'.repeat(500_000)}a`]: ['Date'] } } },
    { json: {}, meta: { values: Object.fromEntries(many.map((nth) => [`a${nth}`, ['undefined']])) } },
    { json: {}, meta: { values: { toString: ['undefined'] } } },
    { json: {}, meta: { values: { '__proto__.polluted': ['undefined'] } } },
    { json: [], meta: { values: { 'constructor.prototype.polluted': ['undefined'] } } },
    { json: [1], meta: { values: { length: ['bigint'] } } },
  ]
  const parsed = hostile.map((each): unknown => JSON.parse(JSON.stringify(each)))
  const { user } = process.cpuUsage()
  for (const each of parsed) expect(() => wire.deserialize(each)).toThrow(/note|path/)
  expect(process.cpuUsage().user - user).toBeLessThan(1_000_000)
  expect(Object.keys(Object.prototype)).toEqual([])
})

test('a key that would be a prototype is refused with its place, and no other key is', () => {
  const read = (json: string) => wire.deserialize({ json: JSON.parse(json) })
  expect(read('{"traits":{"constructor":{"prototype":1}}}')).toEqual({ traits: { constructor: { prototype: 1 } } })
  for (const json of ['{"traits":[{"__proto__":1}]}', '{"traits":[{"\\u005f_proto__":{}}]}'])
    expect(() => read(json)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', fields: { 'traits.0.__proto__': [expect.any(String)] } }),
    )
})
