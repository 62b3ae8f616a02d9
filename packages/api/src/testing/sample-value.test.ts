import { expect, test } from 'vitest'
import { z } from 'zod'
import { address, json, money, zonedTime } from '../kit/resource/fields/composite.ts'
import { requiredOf, sampleValue } from './sample-value.ts'

const inputOf = ({ input }: { input: z.ZodType | undefined }) => input ?? z.never()

/** Schemas as used by the fields of features. */
const schemas: Readonly<Record<string, z.ZodType>> = {
  text: z.string().trim().min(20).max(40),
  'a short text': z.string().min(1).max(3),
  'an e-mail address': z.string().trim().toLowerCase().max(254).pipe(z.email()),
  'an address of the web': z.url({ protocol: /^https?$/ }).max(2_000),
  'a country': z
    .string()
    .length(2)
    .regex(/^[A-Z]{2}$/),
  'a calendar date': z.iso.date(),
  'a decimal': z.string().regex(/^\d+\.\d{2}$/),
  'a whole number': z.int().min(5),
  'a part': z.number().gt(0).lt(1),
  'a large number': z.bigint(),
  'a time': z.date(),
  'a time to come': z.date().refine((at) => at.getTime() > Date.now()),
  'a choice': z.enum(['open', 'waiting']),
  'a yes or no': z.boolean(),
  money: inputOf(money({ amount: 'amount', currency: 'currency' })),
  'a time with its zone': inputOf(zonedTime({ at: 'at', zone: 'zone' })),
  'a postal address': inputOf(address()),
  JSON: inputOf(json(z.json())),
  'JSON of a schema': inputOf(json(z.strictObject({ size: z.int(), note: z.string().optional() }))),
  'a list': z.array(z.string().max(30)).min(1),
}

test.each(Object.keys(schemas))('%s has a value that its schema takes', (name) => {
  const schema = schemas[name] ?? z.never()
  const value = sampleValue(schema)
  expect(value).toBeDefined()
  expect(schema.safeParse(value).success).toBe(true)
})

test('each value is a new one, and not the one that is there', () => {
  expect(sampleValue(z.email())).not.toBe(sampleValue(z.email()))
  expect(sampleValue(z.enum(['open', 'waiting']), 'open')).toBe('waiting')
  expect(sampleValue(z.boolean(), true)).toBe(false)
  expect(sampleValue(z.iso.date(), sampleValue(z.iso.date()))).not.toBe(sampleValue(z.iso.date()))
  expect(sampleValue(z.int())).not.toBe(sampleValue(z.int()))
  expect(sampleValue(z.json(), {})).not.toEqual({})
  expect(sampleValue(z.int().min(5), 5)).not.toBe(5)
})

test('the id of a row, and what has a form of its own, follow from no schema', () => {
  expect(sampleValue(z.uuid())).toBeUndefined()
  expect(sampleValue(z.string().regex(/^T-\d{4}$/))).toBeUndefined()
})

test('what may be left out is not required', () => {
  const schema = z.strictObject({ title: z.string(), note: z.string().optional(), limit: z.int().default(3) })
  expect(requiredOf(schema)).toEqual(['title'])
})
