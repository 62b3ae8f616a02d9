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
  ['/a/../drafts', '/drafts'],
  ['/articles/caf%C3%A9?next=//elsewhere', '/articles/caf%C3%A9?next=//elsewhere'],
  [['/drafts', '//evil.test'], '/drafts'],
])('after sign-in %j leads to %j', (given, expected) => {
  expect(safeNext(given)).toBe(expected)
})

// `/.//evil.test/phish` led to http://evil.test/phish: its dots disappear, and what remains begins with two slashes.
test.each([
  undefined,
  '',
  'drafts',
  'https://evil.test/',
  'https:evil.test',
  'https:/evil.test',
  'javascript:alert(1)',
  'data:text/html,x',
  '//evil.test',
  '///evil.test',
  '/\\evil.test',
  '\\\\evil.test',
  '\t//evil.test',
  '/\t/evil.test',
  '/\n/evil.test',
  '/\r\n/evil.test',
  ' //evil.test',
  '/.//evil.test/phish',
  '/..//evil.test',
  '/./\\evil.test',
  '/.\\/evil.test',
  '/a/..//evil.test',
  '/a/../..//evil.test',
  '/.///evil.test',
  '/%2e//evil.test',
  '/%2e%2e//evil.test',
  '/%2E%2e/%2e//evil.test',
  '/.\t//evil.test',
  '/..\n/\t/evil.test',
  '/%2f/evil.test',
  '/%2fevil.test',
  '/%5cevil.test',
  '/%09/evil.test',
  '/%0d%0a/evil.test',
  '/a%0d%0aSet-Cookie:x',
  '//user@evil.test',
  '//evil.test:80/',
])('after sign-in %j leads to the home page', (given) => {
  const next = safeNext(given)
  expect(next).toBe('/')
  expect(safeNext(given === undefined ? undefined : [given])).toBe('/')
})

test('wherever an address leads, resolving it again stays on this site', () => {
  const pieces = [
    '/',
    '\\',
    '.',
    '..',
    '%2e',
    '%2f',
    '%5c',
    '\t',
    '\n',
    ':',
    '@',
    '#',
    '?',
    'evil.test',
    'https',
    '%',
    '%00',
    ' ',
  ]
  const each = [...pieces, '']
  for (const one of each)
    for (const two of each)
      for (const three of each)
        for (const four of ['', '/', '//evil.test']) {
          const given = `/${one}${two}${three}${four}`
          const next = safeNext(given)
          expect(new URL(next, 'https://app.test').origin, `${given} → ${next}`).toBe('https://app.test')
        }
})
