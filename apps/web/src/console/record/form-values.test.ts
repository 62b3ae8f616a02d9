import { expect, test } from 'vitest'
import type { Field } from '../types.ts'
import { changedFields, draftOf, inputOf, NotReadable, presetDrafts } from './form-values.ts'
import { isRequired } from './use-record-form.ts'

const field = (kind: string, more: Partial<Field> = {}): Field => ({
  name: 'it',
  kind,
  item: null,
  label: 'It',
  hint: null,
  isNullable: false,
  takesNull: false,
  preset: null,
  isRestricted: false,
  isOptional: false,
  columns: [],
  schema: {},
  choices: null,
  target: null,
  ...more,
})

test.each([
  ['text', 'some text'],
  ['markdown', '# One\n\ntext'],
  ['integer', 12],
  ['number', -1.5],
  ['decimal', '12.50'],
  ['boolean', true],
  ['boolean', false],
  ['date', '2026-11-24'],
  ['dateTime', new Date('2026-11-24T10:20:30Z')],
  ['dateTime', new Date('2026-11-24T10:20:00Z')],
  ['names', ['one', 'two']],
  ['json', { a: [1, null, 'x'] }],
  ['json', 'a text'],
  ['money', { amount: -1250, currency: 'EUR' }],
  ['money', { amount: 5, currency: 'USD' }],
  ['money', { amount: 1200, currency: 'JPY' }],
  ['zonedTime', { at: new Date('2026-07-01T10:00:00Z'), zone: 'Europe/Berlin' }],
  ['zonedTime', { at: new Date('2026-01-01T02:00:00Z'), zone: 'America/New_York' }],
  ['address', { lines: ['Street 1', 'Flat 2'], city: 'Berlin', postalCode: '10115', country: 'DE' }],
])('%s: %j goes into a form and comes back as it was', (kind, value) => {
  const described = field(kind)
  expect(inputOf(described, draftOf(described, value))).toEqual(value)
})

test.each([
  ['text', ['a, b', ' x ', '', 'a, b']],
  ['integer', [3, -1, 3]],
  ['number', [1.5]],
  ['decimal', ['12.5000']],
  ['boolean', [true, false]],
  ['choice', ['one', 'one']],
])('a list of %s: %j goes into a form and comes back as it was', (item, value) => {
  const described = field('list', { item })
  expect(inputOf(described, draftOf(described, value))).toEqual(value)
  expect(inputOf(described, draftOf(described, undefined))).toEqual([])
})

test('an entry of a list that is no number is told to be wrong', () => {
  expect(() => inputOf(field('list', { item: 'integer' }), ['1', 'two'])).toThrow(NotReadable)
})

test.each(['text', 'integer', 'dateTime', 'json', 'money', 'zonedTime', 'address', 'boolean', 'one'])(
  '%s: nothing stays nothing where nothing is allowed',
  (kind) => {
    const described = field(kind, { takesNull: true })
    expect(inputOf(described, draftOf(described, null))).toBeNull()
  },
)

test.each([
  ['integer', 'many'],
  ['integer', '12.5'],
  ['number', ''],
  ['dateTime', ''],
  ['json', '{ not json'],
  ['money', { amount: '1.234', currency: 'EUR' }],
  ['money', { amount: '1.5', currency: 'JPY' }],
  ['money', { amount: '1.50', currency: 'E' }],
  ['url', 'example.com'],
  ['address', { lines: ' ', city: 'Berlin', country: 'DE' }],
  ['address', { lines: 'Street 1', city: '', country: 'DE' }],
  ['address', { lines: 'Street 1', city: 'Berlin', country: 'Germany' }],
  ['zonedTime', { at: '2026-01-01T10:00', zone: 'Atlantis' }],
])('%s: %j is told to be wrong', (kind, draft) => {
  expect(() => inputOf(field(kind), draft)).toThrow(NotReadable)
})

test('codes of currencies and countries are taken in any case', () => {
  expect(inputOf(field('money'), { amount: '5', currency: 'chf' })).toEqual({ amount: 500, currency: 'CHF' })
  const address = { lines: 'Street 1', city: 'Berlin', country: 'de' }
  expect(inputOf(field('address'), address)).toEqual({ ...address, lines: ['Street 1'], country: 'DE' })
})

test('a part of a value that nobody touched stays as it is stored', () => {
  const at = new Date('1969-12-31T22:59:59.123Z')
  const start = draftOf(field('zonedTime'), { at, zone: 'Europe/Berlin' })
  expect(inputOf(field('zonedTime'), { ...Object(start), zone: 'Asia/Tokyo' }, { at, zone: 'Europe/Berlin' })).toEqual({
    at: new Date('1969-12-31T14:59:59.123Z'),
    zone: 'Asia/Tokyo',
  })
  const stored = { lines: ['Street 1\nBack house', 'Flat\r\n2'], city: 'Ulm', postalCode: '', country: 'DE' }
  const shown = { ...Object(draftOf(field('address'), stored)), city: 'Halle' }
  expect(inputOf(field('address'), shown, stored)).toStrictEqual({ ...stored, city: 'Halle' })
  expect(inputOf(field('address'), { ...shown, postalCode: '06108', lines: 'Street 2' }, stored)).toStrictEqual({
    lines: ['Street 2'],
    city: 'Halle',
    postalCode: '06108',
    country: 'DE',
  })
})

test('an amount of money is read up to the largest whole number that is exact, and none beyond it', () => {
  const largest = { amount: Number.MAX_SAFE_INTEGER, currency: 'EUR' }
  expect(inputOf(field('money'), draftOf(field('money'), largest))).toEqual(largest)
  expect(() => inputOf(field('money'), { amount: '90071992547409.92', currency: 'EUR' })).toThrow(NotReadable)
})

test('the form of a new row begins with what the model presets, and what stays so is not sent', () => {
  const fields = [
    field('choice', { name: 'mood', choices: ['calm', 'wild'], preset: 'wild', isOptional: true }),
    field('boolean', { name: 'isOpen', preset: true, isOptional: true }),
    field('money', { name: 'fee', preset: { amount: 500, currency: 'CHF' }, isOptional: true }),
    field('integer', { name: 'count' }),
  ]
  const drafts = presetDrafts(fields)
  expect(drafts).toEqual({ mood: 'wild', isOpen: true, fee: { amount: '5.00', currency: 'CHF' }, count: '' })
  expect(changedFields(fields, { ...drafts, isOpen: false }, drafts).map(({ name }) => name)).toEqual(['isOpen'])
})

test('a field is marked as needed where a creation needs it, whether or not it may read null', () => {
  for (const kind of ['one', 'choice', 'integer', 'money', 'text']) {
    const required = { isNullable: true, schema: { minLength: 1 } }
    expect(isRequired(field(kind, required)), kind).toBe(true)
    expect(isRequired(field(kind, { ...required, takesNull: true, isOptional: true })), kind).toBe(false)
    expect(isRequired(field(kind, { ...required, isOptional: true })), kind).toBe(false)
  }
})

test('a choice begins with none, not with the first', () => {
  expect(draftOf(field('choice', { choices: ['one', 'two'] }), undefined)).toBe('')
})

test('a form knows which of its fields were changed', () => {
  const fields = [field('text', { name: 'a' }), field('names', { name: 'b' })]
  expect(changedFields(fields, { a: 'x', b: ['1'] }, { a: 'x', b: ['1'] })).toEqual([])
  expect(changedFields(fields, { a: 'y', b: ['1'] }, { a: 'x', b: ['1'] }).map(({ name }) => name)).toEqual(['a'])
})

test('line breaks that a text area shows alike are no change, and those within other kinds neither', () => {
  const fields = [field('markdown', { name: 'a' }), field('address', { name: 'b' })]
  const loaded = { a: 'one\r\ntwo\rthree', b: { lines: 'x\r\ny' } }
  const shown = { a: 'one\ntwo\nthree', b: { lines: 'x\ny' } }
  expect(changedFields(fields, shown, loaded)).toEqual([])
  expect(changedFields(fields, { ...shown, a: 'one\ntwo three' }, loaded)).toHaveLength(1)
})
