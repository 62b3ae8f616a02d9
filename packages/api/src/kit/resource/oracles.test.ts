import { everyone, operator } from '@plinth/core/rule'
import { expect, test } from 'vitest'
import { assertStorable } from '../pipeline/storable.ts'
import type { Definition } from './definition.ts'
import { resource } from './resource.ts'

const declaration = {
  name: 'people',
  model: 'User',
  tenancy: 'global',
  labels: { one: 'person', many: 'people', title: 'name' },
  fields: { id: true, name: true, email: { kind: 'email', rule: operator } },
  rules: { read: everyone, create: everyone, update: everyone, remove: everyone },
  creates: [],
  updates: [],
} as const

test('what not everyone may see is nothing to filter, sort or search by', () => {
  expect(() => resource({ ...declaration, filters: ['email'] })).toThrow('email')
  expect(() => resource({ ...declaration, sorts: ['email'] })).toThrow('email')
  expect(() => resource({ ...declaration, search: ['email'] })).toThrow('email')
  expect(() => resource({ ...declaration, filters: ['name'], sorts: ['name'], search: ['name'] })).not.toThrow()
})

test('a JSON document is compared at a path', () => {
  const { definition } = resource({
    ...declaration,
    name: 'facts',
    model: 'Event',
    fields: { id: true, before: true },
    labels: { one: 'fact', many: 'facts', title: 'id' },
    filters: ['before'],
  })
  const { schemas } = definition as Definition // which `resource()` makes whole
  const fits = (before: object) => schemas.filter.safeParse({ before }).success
  for (const whole of [{ equals: 'x' }, { gt: 1 }, { contains: 'x' }, { in: ['x'] }, { equals: null }])
    expect(fits(whole), JSON.stringify(whole)).toBe(false)
  for (const part of [
    { equals: 'x', path: ['a'] },
    { contains: 'x', path: ['a', '0'] },
    { equals: null, path: ['a'] },
  ])
    expect(fits(part), JSON.stringify(part)).toBe(true)
})

test('text that cannot be stored is refused in keys, too', () => {
  for (const key of ['\ud800', 'a\u0000']) expect(() => assertStorable({ data: { [key]: 1 } })).toThrow('not valid')
  expect(() => assertStorable({ data: { '\u{1f600}': 1 } })).not.toThrow()
})
