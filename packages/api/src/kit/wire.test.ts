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
        // superjson refuses keys that would reach a prototype; so do we, by handing such values to it.
        expect(() => wire.serialize(given)).toThrow()
        return
      }
      expect(JSON.parse(JSON.stringify(wire.serialize(given)))).toEqual(JSON.parse(expected))
    }),
    { numRuns: 3_000 },
  )
})

test('a value that occurs twice goes through superjson, which knows it again', () => {
  const at = new Date(0)
  const author = { name: 'Ada' }
  for (const given of [[at, at], [author, author], { a: author, b: { c: author } }]) {
    expect(JSON.stringify(wire.serialize(given))).toBe(JSON.stringify(superjson.serialize(given)))
  }
})

test('what was sent is what arrives', () => {
  fc.assert(
    fc.property(value, (given) => {
      let sent: unknown
      try {
        sent = JSON.parse(JSON.stringify(wire.serialize(given)))
      } catch {
        return
      }
      expect(wire.deserialize(sent)).toEqual(
        superjson.deserialize(JSON.parse(JSON.stringify(superjson.serialize(given)))),
      )
    }),
    { numRuns: 500 },
  )
})
