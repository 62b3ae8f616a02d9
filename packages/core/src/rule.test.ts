import { expect, test } from 'vitest'
import { type Actor, anonymous } from './actor.ts'
import { all, any, everyone, operator, own, rows, signedIn } from './rule.ts'
import { normalise } from './where.ts'

const user: Actor = { type: 'user', userId: 'u1', sessionId: 's1', isOperator: false }
const boss: Actor = { type: 'user', userId: 'u2', sessionId: 's2', isOperator: true }
const program: Actor = { type: 'apiKey', keyId: 'k1', userId: 'u3' }
const system: Actor = { type: 'system', name: 'seed' }

test('the simple rules tell the actors apart', () => {
  const table = [everyone, signedIn, operator].map((rule) => [anonymous, user, boss, program, system].map(rule))
  expect(table).toEqual([
    [true, true, true, true, true],
    [false, true, true, true, false],
    [false, false, true, false, true],
  ])
})

test('own() is a condition for people and programs, and never for those without a user', () => {
  expect(own('authorId')(user)).toEqual({ authorId: { equals: 'u1' } })
  expect(own('authorId')(program)).toEqual({ authorId: { equals: 'u3' } })
  expect(own('authorId')(anonymous)).toBe(false)
  expect(own('authorId')(system)).toBe(false)
})

test('any() and all() decide as far as they can without the row', () => {
  const published = rows({ publishedAt: { not: null } })
  expect(any(own('authorId'), operator)(boss)).toBe(true)
  expect(any(own('authorId'), operator)(anonymous)).toBe(false)
  expect(any(own('authorId'), operator)(user)).toEqual({ authorId: { equals: 'u1' } })
  expect(any(published, own('authorId'))(user)).toEqual({
    OR: [{ publishedAt: { not: null } }, { authorId: { equals: 'u1' } }],
  })
  expect(all(signedIn, published)(anonymous)).toBe(false)
  expect(all(signedIn, published)(user)).toEqual({ publishedAt: { not: null } })
})

test('no rule at all: any of nothing is never, all of nothing is always', () => {
  expect(normalise(any()(user))).toBe(false)
  expect(normalise(all()(user))).toBe(true)
})
