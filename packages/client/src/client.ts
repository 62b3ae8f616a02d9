import { unanswered } from './answer.ts'
import { createBatcher } from './batcher.ts'
import type { Api } from './contract.d.ts'
import { retrying } from './retry.ts'
import { inputOf, Sender } from './send.ts'
import type { CallOptions, ClientOptions, MutationOptions } from './types.ts'

/** Every procedure of Plinth, by its path: `client.articles.get.query({ slug })`. */
export interface Client extends Api {}

/**
 * Creates a client. It holds no connection and does not need to be closed.
 * @throws TypeError when `url` is not an http or https address
 */
export function createClient(options: ClientOptions): Client {
  if (!/^https?:$/.test(new URL(options.url).protocol))
    throw new TypeError(`${options.url} is no http or https address.`)
  const { timeoutMs = 30_000, retries = 3, batch = 10 } = options
  const sender = new Sender(options)
  const query = createBatcher(sender, Math.min(Math.max(1, batch), 20))

  const within = async (
    path: string,
    given: CallOptions,
    run: (signal: AbortSignal, endMs: number) => Promise<unknown>,
  ) => {
    const ms = given.timeoutMs ?? timeoutMs
    const endMs = performance.now() + ms
    const { signal: outer } = given
    if (outer?.aborted) throw unanswered('ABORTED', path, outer.reason)
    // Not AbortSignal.timeout(), whose timers outlive the answers: there would be one for each call of the last half minute.
    const controller = new AbortController()
    const abort = () => controller.abort()
    const timer = setTimeout(abort, ms)
    outer?.addEventListener('abort', abort, { once: true })
    try {
      return await run(controller.signal, endMs)
    } catch (error) {
      if (outer?.aborted) throw unanswered('ABORTED', path, error)
      if (controller.signal.aborted) throw unanswered('TIMEOUT', path, error)
      throw error
    } finally {
      clearTimeout(timer)
      outer?.removeEventListener('abort', abort)
    }
  }

  return callsBelow<Client>([], {
    query: async (path, given, call: CallOptions = {}) => {
      const input = inputOf(path, given)
      return within(path, call, (signal, endMs) =>
        retrying(() => query({ path, input, signal }), { retries, signal, endMs }),
      )
    },
    mutate: async (path, given, call: MutationOptions = {}) => {
      const input = inputOf(path, given)
      return within(path, call, async (signal, endMs) => {
        const token = await sender.token()
        // Plinth stores keys for signed-in users; an anonymous write may have been executed although its answer was lost, so it is not repeated.
        const key = call.idempotencyKey ?? (token === undefined ? undefined : crypto.randomUUID())
        const attempt = () => sender.mutate({ path, input, signal, token, key })
        return retrying(attempt, { retries: key === undefined ? 0 : retries, signal, endMs })
      })
    },
  })
}

type Verb = (path: string, input: unknown, options?: CallOptions & MutationOptions) => Promise<unknown>

/** An object whose every property extends a path by one step; the last step is the verb. */
function callsBelow<T>(path: readonly string[], verbs: Readonly<Record<'query' | 'mutate', Verb>>): T {
  const step = (_target: unknown, key: string | symbol) => {
    // Must look neither like a promise nor like an object that an inspector can examine.
    if (typeof key === 'symbol' || key === 'then') return undefined
    return callsBelow([...path, key], verbs)
  }
  const call = (_target: unknown, _this: unknown, [input, options]: [unknown?, (CallOptions & MutationOptions)?]) => {
    const [procedure, verb] = [path.slice(0, -1).join('.'), path.at(-1)]
    if (verb === 'query' || verb === 'mutate') return verbs[verb](procedure, input, options)
    if (verb === 'subscribe')
      throw new TypeError(`${procedure} cannot be subscribed to: this client has no subscriptions yet.`)
    throw new TypeError(`Call .query(…) or .mutate(…) of ${path.join('.')}.`)
  }
  // The proxy's type is `T`: the server knows the procedures, and the contract their types.
  return new Proxy(() => undefined, { get: step, apply: call }) as T
}
