import type { HttpBindings } from '@hono/node-server'
import { Bodies } from '@plinth/bounds/bodies'
import type { Context } from 'hono'
import { busy, Refusal, tooMany } from './refusal.ts'

/** An article of 200,000 characters in an alphabet of four bytes, as JSON, and some room. */
const maxBytes = 1_500_000

const bodies = new Bodies({
  full: (full) => (full === 'network' ? tooMany({ retryAfterSeconds: 2 }) : busy({})),
  tooLarge: () => new Refusal(413, { body: [`is too long (maximum is ${maxBytes} bytes)`] }),
  cutShort: () => new Refusal(422, { body: ['ended before its length'] }),
})

/** The body of a request as JSON. @throws Refusal 422 when it is not JSON, 413 when it is too long, 429 or 503 when too many arrive at once */
export async function bodyOf(c: Context): Promise<unknown> {
  const { incoming: req, outgoing: res } = c.env as HttpBindings // pages call without a connection and send no bodies
  const text = await bodies.read({ req, res, address: c.get('origin').address }, maxBytes)
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(422, { body: ['is not valid JSON'] })
  }
}

/** Most articles of one answer; a larger limit is reduced to this. */
const maxLimit = 100
/** The largest offset that Plinth accepts. */
const maxOffset = 10_000

/** Which part of a list is requested. @throws Refusal 422 */
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
