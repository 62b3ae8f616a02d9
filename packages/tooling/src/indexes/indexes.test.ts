import { expect, test } from 'vitest'
import { indexFor, isBacked, remedyFor } from './backing.ts'
import type { Described } from './definitions.ts'
import { type Need, needsOf } from './needs.ts'
import { indexesAfter } from './read-indexes.ts'

const table = `create table "books" ("id" uuid primary key, "isbn" text unique, "title" text, "state" text, "removedAt" timestamptz,
  constraint "books_once" unique ("state", "title"));`

const need = (by: Need['by'], columns: string[], more: Partial<Need> = {}): Need => ({
  resource: 'books',
  what: 'a question',
  table: 'books',
  by,
  columns,
  isSoft: false,
  owner: undefined,
  ...more,
})

const answers = async (sql: string, asked: Need) => isBacked(asked, await indexesAfter(table + sql))

test('constraints of tables and columns are indexes, and what is dropped or renamed is not what it was', async () => {
  const names = async (sql: string) => (await indexesAfter(table + sql)).map(({ name }) => name)
  expect(await names('')).toEqual(['books_pkey', 'books_isbn_key', 'books_once'])
  expect(await names('alter table "books" drop constraint "books_once"')).toEqual(['books_pkey', 'books_isbn_key'])
  expect(await names('alter table "books" drop column "title"')).toEqual(['books_pkey', 'books_isbn_key'])
  expect(await names('create index i on books (title); drop index "i"')).not.toContain('i')
  expect(await names('alter index "books_once" rename to "other"')).toContain('other')
  expect(await names('drop table "books"')).toEqual([])
  expect(await names('alter table "books" add column "code" text unique')).toContain('books_code_key')
  expect(await answers('alter table "books" rename column "isbn" to "number"', need('values', ['number']))).toBe(true)
  await expect(indexesAfter('create index on on on')).rejects.toThrow('syntax error')
})

test('values are found by the first column of a whole b-tree', async () => {
  expect(await answers('', need('values', ['isbn']))).toBe(true)
  expect(await answers('', need('values', ['title']))).toBe(false)
  expect(await answers('create index on books (title, id)', need('values', ['title']))).toBe(true)
  expect(await answers('create index on books using gin (title gin_trgm_ops)', need('values', ['title']))).toBe(false)
  expect(await answers('create index on books (lower(title))', need('values', ['title']))).toBe(false)
  const live = 'create index on books (title) where "removedAt" is null'
  expect(await answers(live, need('values', ['title']))).toBe(false)
  expect(await answers(live, need('values', ['title'], { isSoft: true }))).toBe(true)
})

test('an order is that of an index, read forwards or backwards, with the id behind it unless it is unique', async () => {
  const order = need('order', ['title', 'id'])
  expect(await answers('create index on books (title)', order)).toBe(false)
  expect(await answers('create index on books (title, state, id)', order)).toBe(false)
  expect(await answers('create index on books (title, id)', order)).toBe(true)
  expect(await answers('create index on books (title desc, id desc)', order)).toBe(true)
  expect(await answers('create index on books (title desc, id)', order)).toBe(false)
  expect(await answers('create index on books (title desc, id)', need('order', ['-title', 'id']))).toBe(true)
  expect(await answers('create unique index on books (title)', order)).toBe(true)
  expect(await answers('', need('order', ['isbn', 'id']))).toBe(true)
})

test('uniqueness among live rows is that of a partial unique index, under the name that errors are told by', async () => {
  const live = need('unique', ['title', 'state'], { isSoft: true, name: 'books_title_state_live_key' })
  const index = (of: string) => `create ${of} on books (state, title) where "removedAt" is null`
  expect(await answers('', live)).toBe(false)
  expect(await answers(index('index "books_title_state_live_key"'), live)).toBe(false)
  expect(await answers(index('unique index "other"'), live)).toBe(false)
  expect(await answers('create unique index "books_title_state_live_key" on books (title, state)', live)).toBe(false)
  expect(await answers(index('unique index "books_title_state_live_key"'), live)).toBe(true)
  expect(await answers(indexFor(live), live)).toBe(true)
  expect(remedyFor(live)).toBe(
    'Write in a migration (npm run db -- new NAME --empty): CREATE UNIQUE INDEX "books_title_state_live_key" ON "books" ("title", "state") WHERE "removedAt" IS NULL;',
  )
})

test('likeness needs trigrams, and words the generated column of the very search with its index', async () => {
  expect(await answers('create index on books using gin (title gin_trgm_ops)', need('likeness', ['title']))).toBe(true)
  expect(await answers('create index on books (title)', need('likeness', ['title']))).toBe(false)
  const words = need('words', ['title', 'state'])
  const vector = (expression: string) =>
    `alter table books add column "searchVector" tsvector generated always as (${expression}) stored;`
  const gin = 'create index on books using gin ("searchVector")'
  const own = 'plinth_search_vector(title, state)'
  expect(await answers(vector(own) + gin, words)).toBe(true)
  expect(await answers(vector(own), words)).toBe(false)
  expect(await answers(gin, words)).toBe(false)
  expect(await answers(`${vector(own)}${gin};alter table books drop column "searchVector"`, words)).toBe(false)
  expect(await answers(vector('plinth_search_vector(title)') + gin, words)).toBe(false)
  expect(await answers(vector('plinth_search_vector(state, title)') + gin, words)).toBe(false)
  // Even if an index on the owner serves, the generated column is required.
  expect(await answers('', need('words', ['title'], { owner: 'state' }))).toBe(false)
  expect(await answers(vector('plinth_search_vector(title)'), need('words', ['title'], { owner: 'state' }))).toBe(true)
})

test('a sort of text for people needs the collation of its column, which another type of the column loses', async () => {
  const collated = need('collation', ['title'])
  const alter = 'alter table books alter column title type text'
  expect(await answers('', collated)).toBe(false)
  expect(await answers(`${alter} collate "und-x-icu"`, collated)).toBe(true)
  expect(await answers(`${alter} collate "und-x-icu"; ${alter}`, collated)).toBe(false)
  expect(await answers(`${alter} collate "C"`, collated)).toBe(false)
  expect(
    await answers('alter table books add column "note" text collate "und-x-icu"', need('collation', ['note'])),
  ).toBe(true)
})

test('where each actor reads their own rows alone, an index of the owner serves filters, and orders behind it', async () => {
  const owner = { owner: 'state' }
  for (const by of ['values', 'likeness', 'path'] as const) {
    expect(await answers('', need(by, ['note'], owner)), by).toBe(true)
    expect(await answers('', need(by, ['note'], { owner: 'removedAt' })), by).toBe(false)
  }
  expect(await answers('', need('order', ['title', 'id'], owner))).toBe(true)
  expect(await answers('', need('order', ['removedAt', 'id'], owner))).toBe(false)
  expect(
    await answers('create index on books (state, "removedAt", id)', need('order', ['removedAt', 'id'], owner)),
  ).toBe(true)
})

test('a computed field needs an index on its very expression, in a migration by hand', async () => {
  const value = need('values', ['(length("title"))'])
  const order = need('order', ['-(length("title") - 1)', '-id'])
  expect(await answers('create index on books (title)', value)).toBe(false)
  expect(await answers('create index on books (lower(title))', value)).toBe(false)
  expect(await answers('create index on books (length(title))', value)).toBe(true)
  expect(await answers('create index on books ((length(title) - 1))', order)).toBe(false)
  expect(await answers('create index on books ((length(title) - 2), id)', order)).toBe(false)
  expect(await answers('create index on books ((length(title) - 1), id desc)', order)).toBe(false)
  expect(await answers('create index on books ((length(title) - 1), id)', order)).toBe(true)
  for (const asked of [value, order, need('order', ['(length("title") - 1)', '-id'])]) {
    expect(await answers(indexFor(asked), asked), indexFor(asked)).toBe(true)
    expect(remedyFor(asked)).toBe(`Write in a migration (npm run db -- new NAME --empty): ${indexFor(asked)}`)
  }
})

test('filters and sorts by computed fields, booleans too, ask for their expressions, and counts for the key that leads back', () => {
  const model = (name: string, more: object = {}) => ({
    name,
    table: name.toLowerCase(),
    columns: {},
    relations: {},
    ...more,
  })
  const isLong = {
    kind: 'boolean',
    columns: [],
    comparators: ['equals'],
    expression: '(coalesce((length("title") > 9), false))',
  }
  const described: Described = {
    models: {
      Book: model('Book', { relations: { loans: { model: 'Loan', kind: 'many', from: ['id'], to: ['bookId'] } } }),
      Loan: model('Loan'),
    },
    definitions: [
      {
        name: 'books',
        model: 'Book',
        fields: {
          id: { kind: 'id', columns: ['id'], comparators: [] },
          isLong,
          loans: { kind: 'integer', columns: [], comparators: [], counts: 'loans' },
        },
        filters: { isLong: { path: ['isLong'], field: isLong } },
        sorts: ['isLong'],
        readable: [],
        defaultSort: ['-isLong'],
        search: [],
        isSoft: true,
        liveUniques: [{ columns: ['title'], constraint: 'book_title_live_key' }],
      },
    ],
  }
  expect(needsOf(described).map(({ what, table: of, by, columns }) => `${what}: ${of} by ${by} ${columns}`)).toEqual([
    'the filter isLong: book by values (coalesce((length("title") > 9), false))',
    'the sort isLong: book by order (coalesce((length("title") > 9), false)),id',
    'the count loans: loan by values bookId',
    'the uniqueness of title among live rows: book by unique title',
  ])
})

test('the index that is proposed serves what it is proposed for', async () => {
  const needs = [
    need('values', ['title']),
    need('order', ['-title', '-id']),
    need('order', ['-title', 'id'], { isSoft: true }),
    need('likeness', ['title']),
    need('words', ['title', 'state']),
    need('collation', ['title']),
    need('path', ['state']),
    need('likeness', ['title'], { owner: 'removedAt' }),
    need('order', ['title', '-id']),
    need('order', ['-title', '-id'], { owner: 'removedAt' }),
  ]
  for (const asked of needs) {
    expect(await answers('', asked), indexFor(asked)).toBe(false)
    expect(await answers(indexFor(asked), asked), indexFor(asked)).toBe(true)
  }
})

test('no two proposals have one name, and none is longer than Postgres takes', () => {
  const long = 'aRatherLongNameOfAColumnThatSaysEverything'
  const asked = [
    need('order', ['title', 'id']),
    need('order', ['-title', 'id']),
    need('order', ['title', '-id']),
    need('likeness', ['title']),
    need('values', ['title']),
    need('order', [long, 'title', 'id']),
    need('order', [long, 'title', '-id']),
  ]
  const names = asked.map((each) => /map: "([^"]+)"/.exec(remedyFor(each))?.[1] ?? '')
  expect(new Set(names).size).toBe(asked.length)
  for (const name of names) expect(name.length).toBeLessThanOrEqual(63)
})

test('filters through relations and names ask for the keys that lead there; booleans and short choices ask for nothing', () => {
  const text = { kind: 'text', columns: ['name'], comparators: ['equals', 'in', 'not'] }
  const column = { isNullable: false }
  const model = (name: string, more: object = {}) => ({
    name,
    table: name.toLowerCase(),
    columns: {},
    relations: {},
    ...more,
  })
  const choice = (values: string[]) => ({ isNullable: false, values })
  const coarse = ['a', 'b']
  const fine = Array.from({ length: 30 }, (_, nth) => `v${nth}`)
  const described: Described = {
    models: {
      Book: model('Book', {
        columns: { name: column, isOut: column, kind: choice(coarse), shelf: choice(fine) },
        relations: {
          writer: { model: 'Writer', kind: 'one', from: ['writerId'], to: ['id'] },
          tags: { model: 'BookTag', kind: 'many', from: ['id'], to: ['bookId'] },
        },
      }),
      Writer: model('Writer'),
      Tag: model('Tag'),
      BookTag: model('BookTag', { relations: { tag: { model: 'Tag', kind: 'one', from: ['tagId'], to: ['id'] } } }),
    },
    definitions: [
      {
        name: 'books',
        model: 'Book',
        fields: {
          id: { kind: 'id', columns: ['id'], comparators: [] },
          author: { kind: 'one', columns: ['writerId'], comparators: [], relation: 'writer', targetModel: 'Writer' },
        },
        filters: {
          'author.name': { path: ['author', 'name'], field: text },
          tags: {
            path: ['tags'],
            field: { kind: 'names', columns: [], comparators: [], path: ['tags', 'tag', 'name'] },
          },
          isOut: { path: ['isOut'], field: { kind: 'boolean', columns: ['isOut'], comparators: ['equals', 'not'] } },
          kind: { path: ['kind'], field: { kind: 'choice', columns: ['kind'], comparators: ['equals', 'in'] } },
          shelf: { path: ['shelf'], field: { kind: 'choice', columns: ['shelf'], comparators: ['equals', 'in'] } },
        },
        sorts: [],
        readable: [],
        defaultSort: ['id'],
        search: [],
        isSoft: false,
        liveUniques: [],
      },
    ],
  }
  expect(needsOf(described).map(({ what, table: of, by, columns }) => `${what}: ${of} by ${by} ${columns}`)).toEqual([
    'the filter author.name: book by values writerId',
    'the filter author.name: writer by values name',
    'the filter tags: tag by values name',
    'the filter tags: booktag by values tagId',
    'the filter tags: booktag by values bookId',
    'the filter shelf: book by values shelf',
    'the sort id: book by order id',
  ])
})
