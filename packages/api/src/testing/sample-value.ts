import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { unique } from './factories.ts'

const dayMs = 86_400_000

/** Used in numbers, so that no two are equal. */
let made = 0

const dayAfter = (days: number) => new Date(Date.now() + days * dayMs)
const calendarDate = (at: Date) => at.toISOString().slice(0, 'yyyy-mm-dd'.length)

/** Texts in the formats that fields usually have. */
const texts = (maxLength: number) => [
  unique().slice(-maxLength),
  `${unique()}@example.com`,
  `https://example.com/${unique()}`,
  calendarDate(dayAfter(0)),
  calendarDate(dayAfter(1)),
  `${++made}.50`,
  new Date().toISOString(),
  'EUR',
  'DE',
  'Europe/Berlin',
  `+49${Date.now()}`,
  unique().repeat(10).slice(-maxLength),
]

/**
 * A value that a schema accepts and that differs from `current`; undefined if none can be derived. A uuid never can: it is the id of a row.
 */
export function sampleValue(schema: z.core.$ZodType, current?: unknown): unknown {
  const isNew = (value: unknown) =>
    typeof value === 'object' ? !isDeepStrictEqual(value, current) : String(value) !== String(current)
  return candidatesOf(schema).find((value) => isNew(value) && z.safeParse(schema, value).success)
}

/** The names of an object that a call must provide. */
export const requiredOf = ({ shape }: z.ZodObject): string[] =>
  Object.keys(shape).filter((name) => !z.safeParse(shape[name] ?? z.unknown(), undefined).success)

function candidatesOf(schema: z.core.$ZodType): unknown[] {
  if (schema instanceof z.ZodObject) {
    const entries = requiredOf(schema).map((name) => [name, sampleValue(schema.shape[name])])
    return [Object.fromEntries(entries)]
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return candidatesOf(schema.unwrap())
  if (schema instanceof z.ZodPipe) return candidatesOf(schema.in instanceof z.ZodTransform ? schema.out : schema.in)
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(candidatesOf)
  if (schema instanceof z.ZodEnum) return schema.options
  if (schema instanceof z.ZodLiteral) return [...schema.values]
  if (schema instanceof z.ZodArray) return [...candidatesOf(schema.element).map((one) => [one]), []]
  if (schema instanceof z.ZodBoolean) return [true, false]
  if (schema instanceof z.ZodDate) return [-1, 1].map(dayAfter)
  if (schema instanceof z.ZodBigInt) return [1n, 2n]
  if (schema instanceof z.ZodNumber) return [++made, schema.minValue, 1, 2, 0, 0.5, schema.maxValue]
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat)
    return texts(schema.maxLength ?? Number.POSITIVE_INFINITY)
  // A schema without further description accepts whatever its check allows: JSON, a record or a custom type.
  return [{}, ...texts(30), 1, true]
}
