import { type Client, createClient, isPlinthError, type UsersOutput } from '@plinth/client'
import type { Context } from 'hono'
import { headersOf } from '../origin.ts'
import { leanFetch } from './lean-fetch.ts'
import { notFound, tokenInvalid, tokenMissing, toRefusal } from './refusal.ts'

/** Longest wait for Plinth, all tries of a call together. */
const timeoutMs = 10_000

/** Where Plinth is, and what makes it believe on whose behalf it is asked. */
export interface PlinthAddress {
  readonly url: string
  readonly proxyToken?: string | undefined
}

/** Whoever sent a request, and Plinth as they may use it. */
export interface Caller {
  readonly plinth: Client
  readonly token: string | undefined
  /** Who they are; null for a reader without a token. @throws Refusal 401 when the token is no longer one, or was none */
  who(): Promise<UsersOutput | null>
  /** The same, for what needs somebody. @throws Refusal 401 */
  me(): Promise<UsersOutput>
}

/** Each request has a client of its own, so that no token is ever used for another one. */
export function callerOf({ url, proxyToken }: PlinthAddress, c: Context): Caller {
  const token = /^(?:Token|Bearer)\s+(\S+)$/i.exec(c.req.header('authorization')?.trim() ?? '')?.[1]
  const plinth = createClient({
    url,
    token,
    timeoutMs,
    retries: 2,
    fetch: leanFetch,
    headers: {
      ...headersOf(c.get('origin')),
      ...(proxyToken !== undefined && { 'x-proxy-token': proxyToken }),
    },
  })
  const who = async () => {
    if (token === undefined) return null
    const me = await plinth.users.me.query()
    if (!me) throw tokenInvalid()
    return me
  }
  return {
    plinth,
    token,
    who,
    async me() {
      const me = await who()
      if (!me) throw tokenMissing()
      return me
    },
  }
}

/**
 * Several questions to Plinth in one request, and whether whoever asks may ask at all: that is told before anything else is.
 * @throws Refusal of the caller first, then of the first question that failed
 */
export async function together<const Questions extends readonly Promise<unknown>[]>(
  caller: Promise<unknown>,
  ...questions: Questions
): Promise<{ -readonly [K in keyof Questions]: Awaited<Questions[K]> }> {
  const [first, ...others] = await Promise.allSettled([caller, ...questions])
  for (const settled of [first, ...others]) if (settled.status === 'rejected') throw settled.reason
  // Each is settled, and none was rejected.
  return others.map((settled) => (settled as PromiseFulfilledResult<unknown>).value) as never
}

/** A question about one thing, whose absence is told by its name: `article`. An address that no row could have is one that is not there. */
export async function find<T>(what: string, question: Promise<T>): Promise<T> {
  try {
    return await question
  } catch (error) {
    throw isPlinthError(error, 'INVALID_INPUT') ? notFound(what) : toRefusal(error, what)
  }
}

/**
 * Changes what is there by now: this API has no versions, and whoever changes something means it as it is.
 * @throws PlinthError `CONFLICT` when others were faster again and again
 */
export async function changeLatest<T>(
  first: number,
  change: (version: number) => Promise<T>,
  latest: () => Promise<{ version: number }>,
): Promise<T> {
  for (let version = first, tries = 5; ; tries--) {
    try {
      return await change(version)
    } catch (error) {
      if (!isPlinthError(error, 'CONFLICT') || tries <= 1) throw error
      version = (await latest()).version
    }
  }
}
