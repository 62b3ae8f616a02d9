import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wire } from '../kit/wire.ts'
import { jsonText } from './json-text.ts'

const leaf = fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.constant(undefined), fc.date(), fc.boolean())
const item = fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }), fc.dictionary(fc.string(), leaf, { maxKeys: 3 }))
const list = fc.oneof(fc.array(item, { maxLength: 3 }), fc.array(item, { minLength: 21, maxLength: 60 }))
const page = fc.dictionary(fc.string(), fc.oneof(item, list), { maxKeys: 4 })
const answer = fc.oneof(item, list, page, fc.record({ json: page, meta: item }))

test('an answer is the JSON that JSON.stringify writes, however long its lists are', async () => {
  await fc.assert(
    fc.asyncProperty(answer, async (given) => {
      expect(await jsonText(given, '10.0.0.1')).toBe(JSON.stringify(given))
    }),
    { numRuns: 1_000 },
  )
})

test('in the wire format it is the same text, however long its lists are', async () => {
  const at = new Date(0)
  const twice = Array.from({ length: 30 }, () => ({ at }))
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(answer, fc.constant({ items: twice }), fc.constant({ a: twice, b: twice })),
      async (given) => {
        expect(await jsonText(given, '10.0.0.1', wire)).toBe(JSON.stringify(wire.serialize(given)))
      },
    ),
    { numRuns: 1_000 },
  )
})
