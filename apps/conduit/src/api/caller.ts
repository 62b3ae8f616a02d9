import { type Client, createClient, isPlinthError, type UsersOutput } from '@plinth/client'
import type { Context } from 'hono'
import { headersOf } from '../origin.ts'
import { leanFetch } from './lean-fetch.ts'
import { notFound, Refusal, tokenInvalid, tokenMissing, toRefusal } from './refusal.ts'

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
  /** Who they are. @throws Refusal 401 when there is no token, or it is none */
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
    batch: 1, // mostly there is one; two cost less than a batch of them, beside one another
    fetch: leanFetch,
    headers: {
      ...headersOf(c.get('origin')),
      ...(proxyToken !== undefined && { 'x-proxy-token': proxyToken }),
    },
  })
  return {
    plinth,
    token,
    async me() {
      if (token === undefined) throw tokenMissing()
      const me = await plinth.users.me.query()
      if (!me) throw tokenInvalid()
      return me
    },
  }
}

export type Answer = (c: Context, caller: Caller) => Promise<Response>

/** That a token is none is told before anything else that is wrong. @throws Refusal 401 */
export async function checkToken({ token, me }: Caller): Promise<void> {
  if (token !== undefined) await me()
}

/** What is for everyone, and takes a token from whoever has one. */
export const readers =
  (answer: Answer): Answer =>
  (c, caller) =>
    answer(c, caller).catch(async (error: unknown) => {
      const refusal = toRefusal(error)
      // A Plinth that does not answer is not asked once more, for whose token it is.
      const isOutage = refusal instanceof Refusal && refusal.status >= 500
      if (!isOutage) await checkToken(caller)
      throw error
    })

/** What is for those who are signed in. */
export function members(answer: Answer): Answer {
  const checked = readers(answer)
  return async (c, caller) => {
    if (caller.token === undefined) throw tokenMissing()
    return checked(c, caller)
  }
}

/** Several questions to Plinth at once. @throws what the first of them that failed did, in their order and not in that of the answers */
export async function together<const Questions extends readonly Promise<unknown>[]>(
  ...questions: Questions
): Promise<{ -readonly [K in keyof Questions]: Awaited<Questions[K]> }> {
  await Promise.allSettled(questions)
  const answers: unknown[] = []
  for (const question of questions) answers.push(await question)
  return answers as never // one for each question
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
