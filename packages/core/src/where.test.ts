import { expect, test } from 'vitest'
import { PlinthError } from './errors.ts'
import { normalise } from './where.ts'

test('an empty OR is false at any depth, an empty AND is true', () => {
  expect(normalise({ OR: [] })).toBe(false)
  expect(normalise({ AND: [{ OR: [] }] })).toBe(false)
  expect(normalise({ AND: [{ authorId: { equals: 'a' } }, { OR: [] }] })).toBe(false)
  expect(normalise({ AND: [] })).toBe(true)
  expect(normalise({ NOT: { AND: [] } })).toBe(false)
  expect(normalise({ NOT: { OR: [] } })).toBe(true)
  expect(normalise({})).toBe(true)
})

test('a true branch decides an OR, a false one an AND', () => {
  expect(normalise({ OR: [{ authorId: { equals: 'a' } }, {}] })).toBe(true)
  expect(normalise({ AND: [{ authorId: { equals: 'a' } }, { OR: [] }] })).toBe(false)
})

test('a missing value is an error, never a condition that falls away', () => {
  const missing = [
    { authorId: undefined },
    { authorId: {} },
    { authorId: { equals: undefined } },
    { authorId: { in: undefined } },
    { authorId: { in: 'abc' } },
    { authorId: { in: [undefined] } },
    { authorId: { gt: null } },
    { age: { gt: Number.NaN } },
    { at: { lt: new Date(Number.NaN) } },
    { authorId: 'a' },
    { authorId: { startsWith: 'a' } },
    { AND: undefined },
    { OR: { authorId: { equals: 'a' } } },
    { NOT: undefined },
    { NOT: [] },
  ]
  for (const where of missing) {
    // The types of rules forbid these values, but values that bypass the types must be refused as well.
    const act = () => normalise(where)
    expect(act, JSON.stringify(where)).toThrow(PlinthError)
  }
})

test('conditions come out in one normal form', () => {
  expect(normalise({ authorId: { equals: 'a' } })).toEqual({
    op: 'compare',
    by: 'equals',
    field: 'authorId',
    value: 'a',
  })
  expect(normalise({ publishedAt: { not: null }, OR: [{ age: { gte: 1, lt: 5 } }] })).toEqual({
    op: 'and',
    of: [
      { op: 'compare', by: 'not', field: 'publishedAt', value: null },
      {
        op: 'and',
        of: [
          { op: 'compare', by: 'gte', field: 'age', value: 1 },
          { op: 'compare', by: 'lt', field: 'age', value: 5 },
        ],
      },
    ],
  })
})
