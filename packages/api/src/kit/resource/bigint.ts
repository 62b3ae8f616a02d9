import { z } from 'zod'
import { bare } from '../schemas.ts'

const [smallest, largest] = [-(2n ** 63n), 2n ** 63n - 1n]
const digits = /^[+-]?\d{1,40}$/
const expected = `Expected a whole number from ${smallest} to ${largest}; one beyond \u00b1${Number.MAX_SAFE_INTEGER} as text.`

/** What a document says of such a number: JSON has it as text. */
export const bigintJson = { type: 'string', format: 'int64', pattern: '^-?\\d{1,19}$' } as const

/** A whole number of 64 bits, from text or from a number that is exact; anything else stays as it is, and a schema refuses it. */
export function readBigint(value: unknown): unknown {
  if (typeof value === 'string') return digits.test(value) ? BigInt(value) : value
  return Number.isSafeInteger(value) ? BigInt(Number(value)) : value
}

/** What a column of 64 bits holds. */
export const bigint = z.bigint({ error: ({ input }) => (input === undefined ? undefined : expected) })

/**
 * What such a column takes: a bigint, its text, or a number that is exact. `schema` is one of the resource's own, which may take less.
 */
export function bigintInput(schema: z.ZodType = bigint): z.ZodType {
  if (!(bare(schema).schema instanceof z.ZodBigInt)) return schema
  const sized = schema.refine((value) => typeof value !== 'bigint' || (value >= smallest && value <= largest), expected)
  return z.preprocess(readBigint, sized)
}
