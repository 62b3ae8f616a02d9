import { expect, test } from 'vitest'
import { z } from 'zod'
import { newId } from './id.ts'

test('ids are UUIDs of version 7, and sort by their time', () => {
  const ids = [1, 1_700_000_000_000, 1_700_000_000_001, 281_474_976_710_655].map(newId)
  for (const id of ids) expect(z.uuidv7().safeParse(id).success, id).toBe(true)
  expect(ids.toSorted()).toEqual(ids)
  expect(ids[1]?.replaceAll('-', '').slice(0, 12)).toBe((1_700_000_000_000).toString(16).padStart(12, '0'))
})

test('a hundred thousand ids of one millisecond differ', () => {
  const ids = new Set(Array.from({ length: 100_000 }, () => newId(1_700_000_000_000)))
  expect(ids.size).toBe(100_000)
})
