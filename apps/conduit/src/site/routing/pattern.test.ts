import { expect, test } from 'vitest'
import { atPage, pageOf } from './addresses.ts'
import { matchPath } from './pattern.ts'

test.each([
  ['/', '/', {}],
  ['/login', '/login/', {}],
  ['/article/:slug', '/article/a%2Fb%20c', { slug: 'a/b c' }],
  ['/profile/:username/favorites', '/profile/ada/favorites', { username: 'ada' }],
  ['/profile/:username', '/profile/ada/favorites', null],
  ['/article/:slug', '/article/', null],
  ['/article/:slug', '/article/%E0%A4%A', null],
])('%s at %s', (pattern, path, values) => {
  expect(matchPath(pattern, path)).toEqual(values)
})

test.each(['', 'page=0', 'page=-1', 'page=1.5', 'page=x', 'page=1001', 'page=1e9'])('%j is the first page', (query) => {
  expect(pageOf(new URLSearchParams(query))).toBe(1)
})

test('a page is part of the address of its list', () => {
  expect(atPage('/?feed=following', 3)).toBe('/?feed=following&page=3')
  expect(atPage('/tag/a', 1)).toBe('/tag/a')
})
