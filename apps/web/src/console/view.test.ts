import { expect, test } from 'vitest'
import { exportAddress } from './files.ts'
import type { Resource } from './types.ts'
import { listInput, readView, shownColumns, viewQuery } from './view.ts'

const filter = { label: '', item: null, isNullable: false, choices: null }
const ofLists = ['has', 'hasSome', 'hasEvery', 'isEmpty']

const resource: Resource = {
  name: 'things',
  labels: { one: 'thing', many: 'things', title: 'name' },
  fields: [],
  keys: ['id', 'code'],
  creates: [],
  updates: [],
  restores: [],
  lists: ['id', 'code', 'size', 'name', 'madeAt', 'version'],
  columns: ['name', 'madeAt'],
  filters: [
    { ...filter, name: 'name', kind: 'text', comparators: ['equals', 'not', 'in', 'contains'] },
    { ...filter, name: 'size', kind: 'integer', comparators: ['equals', 'gte', 'lte', 'in'] },
    { ...filter, name: 'madeAt', kind: 'dateTime', isNullable: true, comparators: ['equals', 'not', 'gte', 'lt'] },
    { ...filter, name: 'owner.name', kind: 'text', comparators: ['equals'] },
    { ...filter, name: 'tags', kind: 'names', comparators: ['has'] },
    { ...filter, name: 'state', kind: 'choice', comparators: ['equals', 'in'], choices: ['open', 'closed'] },
    { ...filter, name: 'isOn', kind: 'boolean', comparators: ['equals', 'not'] },
    { ...filter, name: 'words', kind: 'list', item: 'text', comparators: ofLists },
    { ...filter, name: 'sizes', kind: 'list', item: 'integer', comparators: ofLists },
  ],
  sorts: ['name', 'size'],
  defaultSort: ['name'],
  search: ['name'],
  isSoft: false,
  isVersioned: true,
  verbs: { list: 'yes' },
  transitions: [],
  related: [],
}

const viewOf = (query: string) => readView(resource, new URLSearchParams(query))

test.each([
  '',
  'q=a+%26+b&name.contains=x%3Dy&size.gte=3&sort=-size,name&columns=name,size',
  'owner.name.equals=Ada&tags.has=c%2B%2B&size=50',
  'madeAt.gte=2026-11-24&madeAt.lt=2026-12-01T10:00&cursor=abc.def&page=3',
  'madeAt.not=null&state.in=open,closed',
  'words.has=c%2B%2B&words.hasSome=a,b&sizes.hasEvery=1,-2&sizes.isEmpty=false',
])('the view of the address ?%s leads back to it', (query) => {
  expect(viewQuery(viewOf(query))).toBe(query)
})

test.each([
  'size.gte=many',
  'size.contains=1',
  'secret.equals=1',
  'state.equals=gone',
  'isOn.equals=maybe',
  'sizes.has=many',
  'sizes.isEmpty=maybe',
  'words.equals=a',
  'madeAt.gte=yesterday',
  'name.equals.more=1',
  'size.equals=null',
  'sort=secret',
  'columns=secret',
  'size=7',
  'trash=1',
  'page=3',
  '__proto__.equals=1',
])('an address cannot ask for what is not there: ?%s', (query) => {
  expect(viewQuery(viewOf(query))).toBe('')
})

test('what an address says is asked for in the words of the procedure', () => {
  const view = viewOf(
    'q=x&size.gte=3&size.lte=9&madeAt.not=null&madeAt.gte=2026-11-24&isOn.equals=true&size.in=1,2&sizes.has=4&sizes.hasSome=1,2&words.isEmpty=true&sort=-size',
  )
  expect(listInput(resource, view)).toEqual({
    limit: 20,
    total: 'estimated',
    search: 'x',
    highlights: true,
    sort: ['-size'],
    filter: {
      size: { gte: 3, lte: 9, in: [1, 2] },
      madeAt: { not: null, gte: new Date('2026-11-24T00:00:00Z') },
      isOn: { equals: true },
      sizes: { has: 4, hasSome: [1, 2] },
      words: { isEmpty: true },
    },
  })
})

test('a table shows the columns of the resource until someone chooses others', () => {
  expect(shownColumns(resource, viewOf(''))).toEqual(['name', 'madeAt'])
  expect(shownColumns(resource, viewOf('columns=version,code'))).toEqual(['version', 'code'])
})

test('a file of the rows is asked for what the list is asked for, whatever the way the address says it', () => {
  const view = viewOf(
    'q=a+%26+b&name.in=x,+y&madeAt.gte=2026-11-24&madeAt.lt=2026-12-01T10:00&madeAt.not=null&sort=-size,name&cursor=c&size=50',
  )
  const { pathname, searchParams } = new URL(exportAddress(resource, 'json', view), 'http://localhost')
  expect(pathname).toBe('/api/v1/things/export')
  expect(searchParams.getAll('filter[name][in][]')).toEqual(['x', 'y'])
  searchParams.delete('filter[name][in][]')
  expect(Object.fromEntries(searchParams)).toEqual({
    format: 'json',
    search: 'a & b',
    sort: '-size,name',
    'filter[madeAt][gte]': '2026-11-24T00:00:00.000Z',
    'filter[madeAt][lt]': new Date('2026-12-01T10:00').toISOString(),
    'filter[madeAt][not]': 'null',
  })
})
