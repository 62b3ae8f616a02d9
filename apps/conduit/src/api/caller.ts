import { type Client, createClient, isPlinthError, type UsersOutput } from '@plinth/client'
import type { Context } from 'hono'
import { headersOf } from '../origin.ts'
import { leanFetch } from './lean-fetch.ts'
import { notFound, Refusal, tokenInvalid, tokenMissing, toRefusal } from './refusal.ts'

/** Longest wait for Plinth, for all tries of a call together. */
const timeoutMs = 10_000

/** The address of Plinth, and the token with which it trusts Conduit's forwarded headers. */
export interface PlinthAddress {
  readonly url: string
  readonly proxyToken?: string | undefined
}

/** The caller of a request, and a client of Plinth with the caller's token. */
export interface Caller {
  readonly plinth: Client
  readonly token: string | undefined
  /** The signed-in user. @throws Refusal 401 when the token is missing or invalid */
  me(): Promise<UsersOutput>
}

/** Each request has its own client, so that no token is ever used for another one. */
export function callerOf({ url, proxyToken }: PlinthAddress, c: Context): Caller {
  const token = /^(?:Token|Bearer)\s+(\S+)$/i.exec(c.req.header('authorization')?.trim() ?? '')?.[1]
  const plinth = createClient({
    url,
    token,
    timeoutMs,
    retries: 2,
    batch: 1, // mostly there is one call; two parallel calls cost less than a batch of them
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

/** An invalid token is reported before any other error. @throws Refusal 401 */
export async function checkToken({ token, me }: Caller): Promise<void> {
  if (token !== undefined) await me()
}

/** For operations that are open to everyone and accept a token. */
export const readers =
  (answer: Answer): Answer =>
  (c, caller) =>
    answer(c, caller).catch(async (error: unknown) => {
      const refusal = toRefusal(error)
      // If Plinth does not answer, it is not called again to find out whose token it is.
      const isOutage = refusal instanceof Refusal && refusal.status >= 500
      if (!isOutage) await checkToken(caller)
      throw error
    })

/** For operations that need a signed-in user. */
export function members(answer: Answer): Answer {
  const checked = readers(answer)
  return async (c, caller) => {
    if (caller.token === undefined) throw tokenMissing()
    return checked(c, caller)
  }
}

/** Several calls of Plinth at once. @throws the error of the first failed call, in the order of the calls and not of the answers */
export async function together<const Questions extends readonly Promise<unknown>[]>(
  ...questions: Questions
): Promise<{ -readonly [K in keyof Questions]: Awaited<Questions[K]> }> {
  await Promise.allSettled(questions)
  const answers: unknown[] = []
  for (const question of questions) answers.push(await question)
  return answers as never // one for each call
}

/** A read of one thing; if it does not exist, the error names it: `article`. An address that no row can have counts as missing. */
export async function find<T>(what: string, question: Promise<T>): Promise<T> {
  try {
    return await question
  } catch (error) {
    throw isPlinthError(error, 'INVALID_INPUT') ? notFound(what) : toRefusal(error, what)
  }
}

/**
 * Changes the current state: this API has no versions, so a change applies to the row as it is now.
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
