import { expect, test } from 'vitest'
import { nounOf, singularOf } from './noun.ts'

test('the singular follows from the plural where spelling tells it', () => {
  const known = {
    books: 'book',
    categories: 'category',
    days: 'day',
    boxes: 'box',
    addresses: 'address',
    statuses: 'status',
    branches: 'branch',
    houses: 'house',
    'reading-lists': 'reading-list',
  }
  for (const [many, one] of Object.entries(known)) expect(singularOf(many), many).toBe(one)
  for (const unclear of ['people', 'status', 'access', 'analysis', 'book']) expect(singularOf(unclear)).toBeUndefined()
})

test('the names of a noun in each place follow from one', () => {
  expect(nounOf('reading-lists')).toEqual({
    file: 'reading-lists',
    record: 'readingLists',
    model: 'ReadingList',
    table: 'reading_lists',
    constant: 'readingList',
    one: 'reading list',
    many: 'reading lists',
  })
  expect(nounOf('people', 'person')).toMatchObject({ record: 'people', model: 'Person', constant: 'person' })
  expect(nounOf('packages')).toMatchObject({ model: 'Package', constant: 'packageResource', one: 'package' })
})

test('a bad name is refused with what to do', () => {
  for (const name of ['', 'Books', 'reading_lists', '1s', '../books', 'x'.repeat(41), 'books; drop'])
    expect(() => nounOf(name)).toThrow('npm run new -- reading-lists')
  expect(() => nounOf('people')).toThrow('npm run new -- people --one person')
  expect(() => nounOf('sheep', 'sheep')).toThrow('two names')
  expect(() => nounOf('books', 'The Book')).toThrow('"The Book" is no name')
  expect(() => nounOf('this', 'thing')).toThrow('a word of the language')
})
