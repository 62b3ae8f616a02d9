import fc from 'fast-check'
import { expect, test } from 'vitest'
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

test('what is written of an answer may be another form of it', async () => {
  const rows = Array.from({ length: 30 }, (_, nth) => ({ nth }))
  const text = await jsonText({ items: rows }, '10.0.0.1', (value) => ({ json: value, meta: [] }))
  expect(JSON.parse(text)).toEqual({ json: { items: rows }, meta: [] })
})
