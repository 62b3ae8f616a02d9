import { failureOf, foreign, unanswered } from './answer.ts'
import { isPlinthError, PlinthError } from './errors.ts'
import { errorOf, linesOf, readBatch } from './jsonl.ts'
import type { ClientOptions, FetchAnswer, FetchInit } from './types.ts'
import { decode, encode, isRecord, Unsendable, type Wire } from './wire.ts'

/** Longer URLs are cut off or refused by proxies and servers. */
export const maxUrlLength = 4_000

/** One attempt of one call. */
export interface Call {
  readonly path: string
  readonly input: Wire | undefined
  readonly signal: AbortSignal
}

export interface MutationCall extends Call {
  readonly token: string | undefined
  readonly key: string | undefined
}

/** A call that waits for its answer. */
export interface Waiting {
  readonly call: Call
  resolve(output: unknown): void
  reject(error: unknown): void
}

/** Sends the requests of one client. */
export class Sender {
  readonly #options: ClientOptions
  readonly #base: string
  readonly #given: Record<string, string>

  constructor(options: ClientOptions) {
    this.#options = options
    // A header whose name differs only in case would be sent in addition to ours, and both would be joined.
    this.#given = Object.fromEntries(
      Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    )
    this.#base = `${options.url.replace(/\/+$/, '')}/api/trpc`
  }

  async token(): Promise<string | undefined> {
    const { token } = this.#options
    return typeof token === 'function' ? await token() : token
  }

  async mutate({ path, input, signal, token, key }: MutationCall): Promise<unknown> {
    const headers = this.#headers(token, {
      'content-type': 'application/json',
      ...(key !== undefined && { 'idempotency-key': key }),
    })
    const body = input === undefined ? null : JSON.stringify(input)
    return this.#single(path, this.#fetch(`${this.#base}/${path}`, { method: 'POST', headers, body, signal }), signal)
  }

  async query({ path, input, signal }: Call): Promise<unknown> {
    const body = input === undefined ? null : JSON.stringify(input)
    const url = `${this.#base}/${path}`
    const search = body === null ? '' : `?input=${encodeURIComponent(body)}`
    if (url.length + search.length <= maxUrlLength) {
      const headers = this.#headers(await this.token())
      return this.#single(path, this.#fetch(url + search, get(headers, signal)), signal)
    }
    // Plinth also accepts a query as a POST.
    const headers = this.#headers(await this.token(), { 'content-type': 'application/json' })
    return this.#single(path, this.#fetch(url, { method: 'POST', headers, body, signal }), signal)
  }

  /** The URL of a batch, used to check its length. */
  batchUrl(calls: readonly Call[]): string {
    const inputs = calls.flatMap(({ input }, index) => (input === undefined ? [] : [[index, input] as const]))
    const paths = calls.map(({ path }) => path).join(',')
    return `${this.#base}/${paths}?batch=1&input=${encodeURIComponent(JSON.stringify(Object.fromEntries(inputs)))}`
  }

  /** Sends several queries in one request; each call gets its answer as soon as it arrives. The request is aborted when no call waits any more. */
  async batch(waiting: readonly Waiting[]): Promise<void> {
    const calls = waiting.map(({ call }) => call)
    const open = new Set(waiting)
    const controller = new AbortController()
    const leave = (one: Waiting) => {
      open.delete(one)
      if (open.size === 0) controller.abort()
    }
    for (const one of waiting) one.call.signal.addEventListener('abort', () => leave(one), { once: true })
    try {
      const headers = this.#headers(await this.token(), { 'trpc-accept': 'application/jsonl' })
      const response = await this.#fetch(this.batchUrl(calls), get(headers, controller.signal))
      if (!response.ok) {
        const error = await errorIn(response)
        for (const one of open) one.reject(failureOf(error, one.call.path, response))
        return
      }
      await readBatch(linesOf(response), (index, answer) => {
        const one = waiting[index]
        if (!one || !open.has(one)) return
        const error = errorOf(answer)
        if (error === undefined) one.resolve(dataOf(answer))
        else one.reject(failureOf(error, one.call.path, response))
        open.delete(one)
      })
      for (const one of open)
        one.reject(unanswered('UNREACHABLE', one.call.path, new Error('The stream of answers ended early.')))
    } catch (error) {
      for (const one of open) one.reject(isPlinthError(error) ? error : unanswered('UNREACHABLE', one.call.path, error))
    }
  }

  async #single(path: string, request: Promise<FetchAnswer>, signal: AbortSignal): Promise<unknown> {
    let response: FetchAnswer
    let text: string
    try {
      response = await request
      text = await response.text()
    } catch (error) {
      signal.throwIfAborted()
      throw unanswered('UNREACHABLE', path, error)
    }
    let answer: unknown
    try {
      answer = JSON.parse(text)
    } catch (error) {
      throw foreign(path, response, error)
    }
    const error = errorOf(answer)
    if (error !== undefined) throw failureOf(isRecord(error) ? decode(error) : error, path, response)
    if (!isRecord(answer) || !isRecord(answer.result)) throw foreign(path, response)
    return decode(answer.result.data)
  }

  #headers(token: string | undefined, more: Record<string, string> = {}): Record<string, string> {
    return { ...this.#given, ...more, ...(token !== undefined && { authorization: `Bearer ${token}` }) }
  }

  #fetch(url: string, init: FetchInit): Promise<FetchAnswer> {
    return (this.#options.fetch ?? globalThis.fetch)(url, init)
  }
}

const get = (headers: Record<string, string>, signal: AbortSignal) =>
  ({ method: 'GET', headers, body: null, signal }) as const

/** The failure in the answer to a whole batch, if it comes from Plinth. */
async function errorIn(response: FetchAnswer): Promise<unknown> {
  try {
    const error = errorOf(JSON.parse(await response.text()))
    return error === undefined ? undefined : decode(error)
  } catch {
    return undefined
  }
}

const dataOf = (answer: unknown) => (isRecord(answer) && isRecord(answer.result) ? answer.result.data : undefined)

/** The wire format of an input; undefined when there is none. @throws PlinthError `INVALID_INPUT` with the field that cannot be sent */
export function inputOf(path: string, input: unknown): Wire | undefined {
  try {
    return input === undefined ? undefined : encode(input)
  } catch (cause) {
    if (!(cause instanceof Unsendable)) throw cause
    const message = `The input of ${path} cannot be sent: ${cause.place || 'it'} holds a value that JSON cannot carry.`
    throw new PlinthError('INVALID_INPUT', message, { path, fields: { [cause.place]: [cause.message] }, cause })
  }
}
