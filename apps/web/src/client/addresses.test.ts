import { expect, test } from 'vitest'
import { homeAddress, readHomeFilter, safeNext } from './addresses.ts'

test('the filter of the home page goes into its address and comes back', () => {
  const filter = { text: 'a & b=c', tag: 'c++' }
  const params = Object.fromEntries(new URL(homeAddress(filter), 'http://x.y').searchParams)
  expect(readHomeFilter(params)).toEqual(filter)
  expect(homeAddress({})).toBe('/')
})

test('a filter from a strange address is cut to what the backend takes', () => {
  expect(readHomeFilter({ q: ['first', 'second'], tag: ` ${'T'.repeat(80)} ` })).toEqual({
    text: 'first',
    tag: 't'.repeat(50),
  })
  expect(readHomeFilter({ q: '   ' })).toEqual({ text: undefined, tag: undefined })
})

test.each([
  ['/drafts', '/drafts'],
  ['/editor/a?b=c#d', '/editor/a?b=c#d'],
  [undefined, '/'],
  ['', '/'],
  ['https://evil.example/', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['drafts', '/'],
])('after sign-in %j leads to %j', (given, expected) => {
  expect(safeNext(given)).toBe(expected)
})
