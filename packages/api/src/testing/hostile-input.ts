import fc from 'fast-check'
import { z } from 'zod'

const texts = [
  '',
  ' ',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  `' or 1=1 --`,
  `'; drop table users; --`,
  '$1',
  '%',
  '_',
  '\\',
  '*',
  '../../../etc/passwd',
  '..\\..\\windows',
  'file:///etc/passwd',
  'javascript:alert(1)',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '%00',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\u202eevil',
  'e\u0301\u0301\u0301',
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  '\u0001\u0002',
  `'a':* & !'b`,
  'a & | ! ( b',
  ':* <->',
  '0000-01-01',
  '2026-13-45',
  '1e400',
  'NaN',
  '-0',
  'x'.repeat(100),
  'x'.repeat(5_000),
  'word '.repeat(400),
] as const

const numbers = [
  0,
  -0,
  1,
  -1,
  2,
  0.1,
  1e-320,
  1e308,
  2 ** 31,
  2 ** 31 - 1,
  -(2 ** 31) - 1,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 63),
  32_768,
]
const dates = [0, 1, -1, 8.64e15, -8.64e15, Number.NaN, -62_135_596_800_001, 253_402_300_800_000].map(
  (ms) => new Date(ms),
)

/** Values of every type that JSON and superjson carry, including those that programs often handle incorrectly. */
export function hostileValue(known: readonly unknown[]): fc.Arbitrary<unknown> {
  const scalar = fc.oneof(
    fc.constantFrom(...texts),
    fc.constantFrom(...known),
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom(...numbers, ...dates, true, false, null, undefined),
    fc.bigInt(),
  )
  const key = fc.oneof(
    fc.constantFrom(
      'id',
      'version',
      'filter',
      'sort',
      'cursor',
      'limit',
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      '',
      'a.b',
      '\ud800',
      '\u0000',
    ),
    fc.string({ maxLength: 10 }),
  )
  const deep = fc.integer({ min: 1, max: 3_000 }).map((levels) => {
    let value: unknown = 'deep'
    for (let level = 0; level < Math.min(levels, 900); level++) value = level % 2 === 0 ? [value] : { a: value }
    return value
  })
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      { arbitrary: scalar, weight: 6 },
      fc.array(tie('value'), { maxLength: 4 }),
      fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
      deep,
    ),
  }))
  return value
}

/** Input that fits a schema except for some hostile parts. */
export function inputOf(schema: z.ZodType | undefined, known: readonly unknown[]): fc.Arbitrary<unknown> {
  if (!schema) return hostileValue(known)
  return fc.oneof({ arbitrary: fitting(schema, known), weight: 9 }, hostileValue(known))
}

const hostileText = fc.oneof(fc.constantFrom(...texts), fc.string({ unit: 'binary', maxLength: 40 }))

/** Generates values for the kinds of schema that this package uses. Any other kind of schema gets arbitrary values. */
function fitting(schema: z.core.$ZodType, known: readonly unknown[]): fc.Arbitrary<unknown> {
  const within = (inner: z.core.$ZodType) => inputOf(inner as z.ZodType, known) // zod's core type of the same schema
  const orKnown = (own: fc.Arbitrary<unknown>) => fc.oneof(own, fc.constantFrom(...known))
  if (schema instanceof z.ZodObject) {
    const entries = Object.entries(schema.shape as Record<string, z.ZodType>)
    const required = entries.filter(([, inner]) => !(inner instanceof z.ZodOptional)).map(([name]) => name)
    return fc.record(Object.fromEntries(entries.map(([name, inner]) => [name, within(inner)])), {
      requiredKeys: required,
    })
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return fc.oneof({ arbitrary: within(schema.unwrap()), weight: 5 }, fc.constant(undefined))
  if (schema instanceof z.ZodNullable)
    return fc.oneof({ arbitrary: within(schema.unwrap()), weight: 3 }, fc.constant(null))
  if (schema instanceof z.ZodArray) return fc.array(within(schema.element), { maxLength: 5 })
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map(within))
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options)
  if (schema instanceof z.ZodPipe) return within(schema.in)
  if (schema instanceof z.ZodUUID) return orKnown(fc.uuid())
  if (schema instanceof z.ZodString) return orKnown(hostileText)
  if (schema instanceof z.ZodNumber) return fc.oneof(fc.constantFrom(...numbers), fc.integer({ min: 1, max: 3 }))
  if (schema instanceof z.ZodDate) return fc.constantFrom(...dates)
  if (schema instanceof z.ZodBoolean) return fc.boolean()
  if (schema instanceof z.ZodVoid) return fc.constant(undefined)
  return hostileValue(known)
}

/** The text that superjson's client would send, even for values that it refuses to send. */
export function toWire(input: unknown): string {
  const values: Record<string, string[]> = {}
  const encode = (value: unknown, path: readonly string[]): unknown => {
    const note =
      value === undefined ? 'undefined' : value instanceof Date ? 'Date' : typeof value === 'bigint' ? 'bigint' : ''
    if (note !== '') {
      values[path.map((key) => key.replace(/[\\.]/g, '\\$&')).join('.')] = [note]
      if (value === undefined) return null
      return value instanceof Date ? (Number.isNaN(value.getTime()) ? 'x' : value.toISOString()) : String(value)
    }
    if (Array.isArray(value)) return value.map((entry, nth) => encode(entry, [...path, String(nth)]))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, encode(entry, [...path, key])]))
  }
  const json = encode(input, [])
  const meta = values[''] ? { values: values[''] } : { values }
  return JSON.stringify({ json, meta })
}
