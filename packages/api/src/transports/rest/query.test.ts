import { expect, test } from 'vitest'
import { z } from 'zod'
import { readQuery } from './query.ts'

const condition = z.strictObject({
  equals: z.string().optional(),
  in: z.array(z.string()).optional(),
})
const json = z.strictObject({
  path: z.array(z.string()).optional(),
  gt: z.union([z.string(), z.number(), z.boolean()]).optional(),
  equals: z.union([z.string(), z.number(), z.boolean()]).nullable().optional(),
  in: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
})
const schema = z.object({
  sort: z.array(z.enum(['a', '-b'])).optional(),
  filter: z.strictObject({ note: condition.optional(), traits: json.optional() }).optional(),
})
const filterOf = (search: string) => readQuery(search, schema).filter

test('a comma that is escaped belongs to the value, and one that is not divides the list', () => {
  const list = { note: { in: ['Ulm, Donau', 'Köln'] } }
  for (const search of [
    'filter[note][in]=Ulm%2C%20Donau,K%C3%B6ln',
    'filter[note][in]=Ulm%2C+Donau,K%C3%B6ln',
    // Repeated parameters, as many HTTP clients send a list; in them commas are text.
    'filter[note][in]=Ulm%2C%20Donau&filter[note][in]=K%C3%B6ln',
    'filter[note][in]=Ulm, Donau&filter[note][in]=Köln',
    'filter[note][in][]=Ulm, Donau&filter[note][in][]=Köln',
    'filter%5Bnote%5D%5Bin%5D%5B%5D=Ulm%2C+Donau&filter%5Bnote%5D%5Bin%5D%5B%5D=K%C3%B6ln',
  ])
    expect(filterOf(search), search).toEqual(list)
  expect(filterOf('filter[note][in][]=Ulm, Donau')).toEqual({ note: { in: ['Ulm, Donau'] } })
  expect(filterOf('filter[note]=Ulm, Donau')).toEqual({ note: { equals: 'Ulm, Donau' } })
})

test('an escaped comma divides a list whose values hold none', () => {
  expect(readQuery('sort=a%2C-b', schema)).toEqual({ sort: ['a', '-b'] })
  expect(readQuery(`${new URLSearchParams({ sort: 'a,-b' })}`, schema)).toEqual({ sort: ['a', '-b'] })
})

test('a value of a JSON filter is a number, a boolean, or a text, in double quotes where it reads like another', () => {
  const at = (search: string) => filterOf(`filter[traits][path]=n&${search}`)?.valueOf()
  const traits = (more: object) => ({ traits: { path: ['n'], ...more } })
  expect(at('filter[traits][gt]=1')).toEqual(traits({ gt: 1 }))
  expect(at('filter[traits][equals]=true')).toEqual(traits({ equals: true }))
  expect(at('filter[traits][equals]=null')).toEqual(traits({ equals: null }))
  expect(at('filter[traits][equals]="1"')).toEqual(traits({ equals: '1' }))
  expect(at('filter[traits][equals]=%22null%22')).toEqual(traits({ equals: 'null' }))
  expect(at('filter[traits][equals]=Ulm')).toEqual(traits({ equals: 'Ulm' }))
  expect(at('filter[traits][equals]="')).toEqual(traits({ equals: '"' }))
  expect(at('filter[traits][in]=1,x,"2",false')).toEqual(traits({ in: [1, 'x', '2', false] }))
})

test('a value that is no list is refused where it comes as one', () => {
  for (const search of ['filter[note][equals][]=a', 'filter[note]=a&filter[note]=b'])
    expect(() => readQuery(search, schema), search).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
})
