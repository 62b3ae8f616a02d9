import { expect, test } from 'vitest'
import { authorOf, parseAuthor } from './author.ts'
import { manifest } from './manifest.ts'

const packageJson = (fields: object) => manifest.parse({ name: 'left-pad', version: '1.0.0', ...fields })

test('an author may be a text or an object, with any part left out', () => {
  const forms: [string | { name?: string; email?: string }, string | undefined, string | undefined][] = [
    ['Ada Lovelace <ada@example.com> (https://ada.example)', 'Ada Lovelace', 'ada@example.com'],
    ['Ada Lovelace (https://ada.example) <ada@example.com>', 'Ada Lovelace', 'ada@example.com'],
    ['Ada Lovelace', 'Ada Lovelace', undefined],
    ['Ada  Lovelace (https://ada.example)', 'Ada Lovelace', undefined],
    ['  Ada Lovelace<ADA@Example.com>  ', 'Ada Lovelace', 'ada@example.com'],
    ['Ada <ada at example.com>', 'Ada', undefined],
    ['<ada@example.com>', 'ada', 'ada@example.com'],
    ['ada@example.com', 'ada', 'ada@example.com'],
    ['https://ada.example', undefined, undefined],
    ['(https://ada.example)', undefined, undefined],
    ['', undefined, undefined],
    [{ name: 'Ada Lovelace', email: 'ada@example.com' }, 'Ada Lovelace', 'ada@example.com'],
    [{ name: 'Ada Lovelace (ada@example.com)' }, 'Ada Lovelace', undefined],
    [{ email: 'ada@example.com' }, 'ada', 'ada@example.com'],
    [{}, undefined, undefined],
    ['上田 花子 <hanako@example.jp>', '上田 花子', 'hanako@example.jp'],
  ]
  for (const [form, name, email] of forms) {
    expect(parseAuthor(form), JSON.stringify(form)).toEqual(name === undefined ? undefined : { name, email })
  }
})

test('a name longer than a name may be is cut, never within a character', () => {
  const long = parseAuthor(`${'x'.repeat(79)}😀😀`)
  expect(long?.name).toBe('x'.repeat(79))
})

test('without an author it is a maintainer, a contributor, the owner of the repository, the scope', () => {
  const repository = 'github:acme/left-pad'
  expect(
    authorOf(packageJson({ author: '', maintainers: [{ name: 'M' }], contributors: ['C'], repository }))?.name,
  ).toBe('M')
  expect(authorOf(packageJson({ contributors: ['https://c.example', 'C'], repository }))?.name).toBe('C')
  expect(authorOf(packageJson({ repository }))?.name).toBe('acme')
  expect(authorOf(packageJson({ name: '@scope/left-pad' }))?.name).toBe('scope')
  expect(authorOf(packageJson({ name: '@scope/left-pad', repository: 'gitlab:acme/left-pad' }))?.name).toBe('scope')
  expect(authorOf(packageJson({}))).toBeUndefined()
})

test('what npm does not describe counts as not there', () => {
  const parsed = packageJson({
    author: 7,
    contributors: [null, { name: 1 }, 'C'],
    keywords: { a: 1 },
    repository: 5,
    description: [],
  })
  expect(parsed).toMatchObject({ contributors: [{}, 'C'], keywords: [], description: '' })
  expect(parsed.repository).toBeUndefined()
  expect(authorOf(parsed)?.name).toBe('C')
})
