import { expect, test } from 'vitest'
import { newId } from './id.ts'
import { decodeCursor, encodeCursor } from './page.ts'

test('a cursor comes back as it went', () => {
  const position = { at: new Date(1_700_000_000_123), id: newId() }
  expect(decodeCursor(encodeCursor(position))).toEqual(position)
})

test('anything else is invalid input that names the cursor', () => {
  for (const text of [
    '',
    'x',
    '[]',
    Buffer.from('[1,2]').toString('base64url'),
    Buffer.from('["a","b"]').toString('base64url'),
  ]) {
    expect(() => decodeCursor(text), text).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', fields: { cursor: [expect.any(String)] } }),
    )
  }
})
