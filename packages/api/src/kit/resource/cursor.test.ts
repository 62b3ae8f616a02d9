import { maxCursor } from '@plinth/core/page'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSigner } from '../signer.ts'
import { decodeCursor, edgeLength, encodeCursor, type Held, holdKey, isCut, keysFrom } from './cursor.ts'
import { maxSorts } from './keyset.ts'

const signer = createSigner('key')
const id = '0193704e-7b1c-7000-8000-000000000000'
/** Postgres keeps every character but U+0000 and lone surrogates. */
const text = fc
  .array(fc.constantFrom('a', '"', '\\', '\u0001', 'é', '漢', '🧶', '\u2028', '\u{10ffff}'), { maxLength: 700 })
  .map((characters) => characters.join(''))
const edgeOf = (value: string) => [...value].slice(0, edgeLength).join('')

test('no cursor is longer than maxCursor, and the longest is not far below', () => {
  const cursorOf = (values: readonly string[]) =>
    encodeCursor(signer, 'a list', [...values.map((value) => holdKey(value, edgeOf(value))), id])
  fc.assert(
    fc.property(fc.array(text, { maxLength: maxSorts }), (values) => {
      const cursor = cursorOf(values)
      expect(cursor.length).toBeLessThanOrEqual(maxCursor)
      expect(encodeURIComponent(cursor)).toBe(cursor)
    }),
  )
  const lengths = ['a', '"', '\u0001', '漢', '🧶'].flatMap((character) =>
    // Also the longest that are held whole.
    Array.from({ length: 500 }, (_, length) => {
      const value = character.repeat(length)
      return cursorOf(Array.from({ length: maxSorts }, () => value)).length
    }),
  )
  const longest = Math.max(...lengths)
  expect(longest).toBeGreaterThan(maxCursor - 100)
  expect(longest).toBeLessThanOrEqual(maxCursor)
})

test('a key comes back whole: from the cursor while it is short, else from the row while that is unchanged', () => {
  fc.assert(
    fc.property(text, text, (value, other) => {
      const held: Held[] = [holdKey(value, edgeOf(value)), holdKey(null, null), id]
      const back = decodeCursor(signer, 'a list', encodeCursor(signer, 'a list', held))
      expect(keysFrom(back, [value, 'of another row', undefined])).toEqual([value, null, id])
      const changed = value === other ? [value, null, id] : [isCut(held[0] ?? null) ? edgeOf(value) : value, null, id]
      for (const present of [[other], [undefined], [null], []])
        if (present[0] !== undefined || value !== other) expect(keysFrom(back, present)).toEqual(changed)
    }),
  )
})
