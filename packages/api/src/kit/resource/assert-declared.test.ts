import { all, any, everyone, operator, own, rows } from '@plinth/core/rule'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { money } from './fields/composite.ts'
import { one } from './fields/relation.ts'
import { resource } from './resource.ts'

const rules = { read: everyone, create: everyone, update: everyone, remove: everyone }
const labels = { one: 'tag', many: 'tags', title: 'name' } as const
const tag = { name: 'tags', model: 'Tag', tenancy: 'global', labels, rules, creates: [], updates: [] } as const
const user = { ...tag, name: 'users', model: 'User', labels: { one: 'user', many: 'users', title: 'name' } } as const

test('what types cannot hold of a declaration is refused at the start, with what is expected', () => {
  expect(() => resource({ ...tag, fields: { name: true } })).toThrow('no field id')
  expect(() => resource({ ...tag, fields: { id: true, name: true }, updates: ['name'] })).toThrow('no column version')
  expect(() => resource({ ...tag, fields: { id: true, name: true }, removal: 'soft' })).toThrow('a column removedAt')
  expect(() => resource({ ...user, fields: { id: true, name: true }, keys: ['name'] })).toThrow('name cannot be a key')
  expect(() => resource({ ...user, fields: { id: true, name: true }, search: ['version'] })).toThrow(
    'version cannot be searched',
  )
  const hidden = { id: true, name: { rule: everyone } } as const
  expect(() => resource({ ...user, fields: hidden, sorts: ['name'] })).toThrow('name cannot be sorted by')
  expect(() => resource({ ...user, fields: hidden, filters: ['name'] })).toThrow('name cannot be filtered by')
  expect(() => resource({ ...user, fields: { id: true, name: true }, filters: ['email'] })).toThrow(
    'not a field of the resource',
  )
})

test('a column that the model does not have is named with the place that names it, and what to do', () => {
  const fields = { id: true, name: true, version: true }
  const declare = (given: object) => () => declareScratch({ ...user, fields, ...given })
  expect(declare({ fields: { ...fields, title: true } })).toThrow(
    /^The resource users cannot be: User has no column title, which its field title names\. Columns of User without a field of their name: email, /,
  )
  const cost = money({ amount: 'cents', currency: 'bio' })
  expect(declare({ fields: { ...fields, cost } })).toThrow('the field cost reads the column cents, which User does not')
  const value = () => null
  for (const follow of [{ nick: { of: 'name', value } }, { bio: { of: 'nick', value } }])
    expect(declare({ follow })).toThrow('`follow` names the column nick, which User does not have')
  expect(declare({ model: 'Person' })).toThrow('The resource users cannot be: There is no model Person')
})

test('a list is sorted by what has an order and fits into a cursor, by four fields at most', () => {
  scratchModel('Crate', {
    ...scratchBase,
    label: scratchColumn('String', 'text'),
    traits: scratchColumn('Json', 'jsonb'),
    parts: scratchColumn('String', 'text[]', { isList: true }),
    mark: scratchColumn('Bytes', 'bytea'),
  })
  const crate = { ...tag, name: 'crates', model: 'Crate', labels: { one: 'crate', many: 'crates', title: 'label' } }
  const declare = (given: object) => () =>
    declareScratch({ ...crate, fields: { id: true, label: true, traits: true, parts: true }, ...given })
  expect(declare({ sorts: ['id', 'label'] })).not.toThrow()
  for (const sort of ['traits', 'parts', 'mark']) {
    expect(declare({ sorts: [sort] }), sort).toThrow(`${sort} has no order`)
    expect(declare({ defaultSort: [`-${sort}`] }), sort).toThrow(`${sort} has no order`)
  }
  expect(declare({ defaultSort: ['id', 'label', '-id', '-label', 'id'] })).toThrow('more than 4 fields')
})

test('a relation to rows that not everyone may see has to say that it may be null', () => {
  const fields = { id: true, name: true } as const
  const some = resource({ ...user, fields, rules: { ...rules, read: () => false } })
  expect(() => one(some, ['name'])).toThrow('isNullable: true')
  expect(one(some, ['name'], { isNullable: true }).isNullable).toBe(true)
  expect(one(resource({ ...user, fields }), ['name']).isNullable).toBe(false)
})

test('a rule over what the model does not have is refused at the start', () => {
  const declare = (read: typeof rules.read) => () =>
    resource({ ...user, fields: { id: true, name: true }, rules: { ...rules, read } })
  const plain = (rule: unknown) => rule as typeof rules.read // as a rule that was written for another model comes
  expect(declare(plain(own('ownerId')))).toThrow('the rule of read asks for ownerId, which User does not have')
  expect(declare(plain(any(own('ownerId'), operator)))).toThrow('asks for ownerId')
  expect(declare(plain(all(own('id'), rows({ NOT: { colour: { equals: 'red' } } }))))).toThrow('asks for colour')
  expect(declare(plain(() => ({ articles: { some: { nothing: { equals: 1 } } } })))).toThrow('asks for nothing')
  expect(declare(plain(() => ({ novels: { some: {} } })))).toThrow('asks for novels')
  expect(declare(plain(() => ({ articles: { some: { title: { equals: 'x' } } } })))).not.toThrow()
})

test('a field that says of null what its columns do not is refused at the start, and a column that no field shows', () => {
  scratchModel('Fee', {
    ...scratchBase,
    amount: scratchColumn('BigInt', 'bigint'),
    currency: scratchColumn('String', 'text'),
    oldAmount: scratchColumn('BigInt', 'bigint', { isNullable: true }),
    oldCurrency: scratchColumn('String', 'text', { isNullable: true }),
    note: scratchColumn('String', 'text'),
    bytes: scratchColumn('Bytes', 'bytea'),
    at: scratchColumn('DateTime', 'time(3)'),
  })
  const fee = { ...tag, name: 'fees', model: 'Fee', labels: { one: 'fee', many: 'fees', title: 'id' } }
  const declare =
    (field: unknown, name = 'price') =>
    () =>
      declareScratch({ ...fee, fields: { id: true, [name]: field }, creates: [name] })
  const columns = { amount: 'amount', currency: 'currency' }
  const old = { amount: 'oldAmount', currency: 'oldCurrency' }
  expect(declare(money(columns))).not.toThrow()
  expect(declare(money(old, { isNullable: true }))).not.toThrow()
  expect(declare(money(columns, { isNullable: true }))).toThrow(
    'price takes null, and its columns amount, currency of Fee take none: declare it without null, or make the columns optional.',
  )
  expect(declare(money(old))).toThrow(
    'price may be null in Fee (oldAmount, oldCurrency): declare it with `isNullable: true`.',
  )
  expect(declare(z.string().nullable(), 'note')).toThrow('note takes null, and its column note of Fee takes none')
  expect(declare(true, 'bytes')).toThrow('bytes holds bytes, which no field shows: leave it out of `fields`.')
  expect(declare(true, 'at')).toThrow('at holds a time of day, which no field shows')
})

test('a rule over a new row that asks for a default of the database is refused at the start, with what to do', () => {
  scratchModel('Ticket', {
    ...scratchBase,
    number: scratchColumn('Int', 'integer', { hasDefault: true }),
    state: scratchColumn('String', 'text', { hasDefault: true, preset: 'open' }),
  })
  const ticket = { ...tag, name: 'tickets', model: 'Ticket', labels: { one: 'ticket', many: 'tickets', title: 'id' } }
  const declare =
    (create: unknown, number: unknown = true) =>
    () =>
      declareScratch({ ...ticket, fields: { id: true, number }, creates: ['number'], rules: { ...rules, create } })
  const byNumber = rows({ number: { gt: 10 } })
  expect(declare(byNumber)).toThrow(
    'The resource tickets cannot be: the rule of create asks for number, whose default only the database knows',
  )
  expect(declare(byNumber)).toThrow('Give number a constant default in Ticket, or none and set it in `derive`')
  expect(declare(any(operator, all(own('id'), rows({ NOT: { number: { equals: 1 } } }))))).toThrow('asks for number')
  expect(declare(everyone, { rule: byNumber })).toThrow('the rule of its field number asks for number')
  expect(declare(all(own('id'), rows({ state: { equals: 'open' } })))).not.toThrow()
})

test('a unique value that a client writes where rows may be hidden is refused at the start, unless that is accepted', () => {
  scratchModel(
    'Locker',
    {
      ...scratchBase,
      code: scratchColumn('String', 'text'),
      removedAt: scratchColumn('DateTime', 'timestamptz', { isNullable: true }),
    },
    { uniques: [['code']] },
  )
  const locker = {
    ...tag,
    name: 'lockers',
    model: 'Locker',
    labels: { one: 'locker', many: 'lockers', title: 'id' },
    fields: { id: true, code: z.string() },
    creates: ['code'],
  }
  const declare = (more: object) => () => declareScratch({ ...locker, ...more })
  const hidden = { rules: { ...rules, read: own('id') } }
  expect(declare({})).not.toThrow()
  expect(declare(hidden)).toThrow('code of Locker is unique, whoever writes it learns that a value is taken')
  expect(declare({ removal: 'soft' })).toThrow('name lockers_code_key in `conflicts` to accept it')
  expect(declare({ ...hidden, creates: [] })).not.toThrow()
  // Everyone may see each locker, and not its code.
  const sealed = { fields: { id: true, code: { schema: z.string(), rule: own('id') } } }
  expect(declare(sealed)).toThrow('the row that has it, or the value there, may be hidden')
  expect(declare({ ...sealed, creates: [] })).not.toThrow()
  expect(declare({ ...sealed, creates: [], keys: ['code'] })).toThrow('code cannot be a key: not everyone')
  expect(declare({ keys: ['code'] })).not.toThrow()
  const conflicts = { lockers_code_key: { code: 'ALREADY_EXISTS', field: 'code' } }
  expect(declare({ ...hidden, conflicts })).not.toThrow()
})
