import { everyone } from '@plinth/core/rule'
import { expect, test } from 'vitest'
import { declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import type { Definition } from './definition.ts'
import { describe } from './describe.ts'

const text = scratchColumn('String', 'text')
const names = ['a', 'b', 'c', 'd', 'e', 'f', 'title']
scratchModel(
  'Wide',
  {
    ...scratchBase,
    ...Object.fromEntries(names.map((name) => [name, text])),
    code: text,
    traits: scratchColumn('Json', 'jsonb'),
  },
  { uniques: [['code']] },
)
const wide = {
  ...{ name: 'wides', model: 'Wide', tenancy: 'global', labels: { one: 'wide', many: 'wides', title: 'title' } },
  rules: { read: everyone, create: everyone, update: everyone, remove: everyone },
  fields: Object.fromEntries(['id', 'code', 'traits', ...names, 'updatedAt', 'version'].map((name) => [name, true])),
  ...{ keys: ['code'], creates: [], updates: [] },
}
const columnsOf = (more: object) => {
  const { definition } = declareScratch({ ...wide, ...more }) as unknown as { definition: Definition } // of `resource`
  return describe(definition).columns
}

test('a table shows the title first, then what lists are filtered and sorted by, then the rest, and six at most', () => {
  expect(columnsOf({})).toEqual(['title', 'a', 'b', 'c', 'd', 'e'])
  expect(columnsOf({ filters: ['e', 'code'], sorts: ['updatedAt', 'd', 'id'] })).toEqual([
    'title',
    'e',
    'updatedAt',
    'd',
    'a',
    'b',
  ])
  expect(columnsOf({ filters: ['f'], lists: ['id', 'b', 'a', 'traits'] })).toEqual(['b', 'a'])
})

test('a declaration decides which columns are shown', () => {
  expect(columnsOf({ filters: ['e'], columns: ['traits', 'f', 'title'] })).toEqual(['traits', 'f', 'title'])
})
