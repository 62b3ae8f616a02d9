import type { Context } from 'hono'
import { Refusal } from './refusal.ts'

/** The body of a request as JSON. @throws Refusal 422 when it is none */
export async function bodyOf(c: Context): Promise<unknown> {
  const text = await c.req.text()
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(422, { body: ['is not valid JSON'] })
  }
}

/** Most articles of one answer; who asks for more gets these. */
const maxLimit = 100
/** How far Plinth skips. */
const maxOffset = 10_000

/** Which part of a list is asked for. @throws Refusal 422 */
export function pageOf(c: Context): { limit: number; offset: number } {
  const limit = wholeNumber('limit', c.req.query('limit') ?? '20', 1)
  const offset = wholeNumber('offset', c.req.query('offset') ?? '0', 0)
  if (offset > maxOffset) throw new Refusal(422, { offset: [`is too large (maximum is ${maxOffset})`] })
  return { limit: Math.min(limit, maxLimit), offset }
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least) return value
  throw new Refusal(422, { [name]: [`is invalid (expected a whole number from ${least})`] })
}
