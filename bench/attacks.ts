import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { cookieName } from '@plinth/api/identity/cookie'
import { articleCount, articleMs, sessionToken } from './data.ts'

/** The connection that a client uses, and when it stops. */
export interface Asker {
  readonly port: number
  /** The source address of the requests, in 127.0.0.0/8. */
  readonly from: string
  readonly signal: AbortSignal
}

interface Asked {
  readonly path: string
  /** Number of the signed-in user. */
  readonly user?: number
  readonly key?: string
  readonly body?: unknown
  /** Milliseconds that the client pauses after each piece of the answer. */
  readonly restsMs?: number
}

interface Heard {
  readonly status: number
  readonly bytes: number
  readonly retryAfterSeconds: number
}

/** One client of a server, with one connection for each concurrent request. */
export class HttpClient {
  readonly #asker: Asker
  readonly #agent: Agent

  constructor(asker: Asker) {
    this.#asker = asker
    this.#agent = new Agent({ keepAlive: true, localAddress: asker.from })
  }

  /** Sends a request and reads the whole answer. @throws Error when the connection breaks or the signal aborts */
  async ask({ path, user, key, body, restsMs }: Asked): Promise<Heard> {
    const { port, signal } = this.#asker
    const headers = {
      ...(user !== undefined && { cookie: `${cookieName('session', false)}=${sessionToken(user)}` }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(body !== undefined && { 'content-type': 'application/json', origin: `http://127.0.0.1:${port}` }),
    }
    const method = body === undefined ? 'GET' : 'POST'
    const sent = request({ host: '127.0.0.1', port, path, method, headers, signal, agent: this.#agent })
    sent.end(body === undefined ? undefined : JSON.stringify(body))
    const answer = await answerTo(sent)
    let bytes = 0
    for await (const piece of answer) {
      bytes += (piece as Buffer).length // without an encoding, pieces are buffers
      if (restsMs !== undefined) await wait(restsMs, undefined, { signal })
    }
    return { status: answer.statusCode ?? 0, bytes, retryAfterSeconds: Number(answer.headers['retry-after'] ?? 0) }
  }

  close(): void {
    this.#agent.destroy()
  }
}

function answerTo(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => sent.once('response', resolve).once('error', reject))
}

/** The requests that one client sends to a server repeatedly. */
export interface Attack {
  readonly about: string
  /** The number of concurrent loops. */
  readonly loops: number
  /** The nth request. The requests of one loop run one after the other. */
  next(nth: number): Asked
  /** All loops send the same request at the same time. */
  readonly isTogether?: true
  /** The client waits for as long as a refusal requires. */
  readonly isPatient?: true
}

const searches = 20
/** Searches a few hundred rows: Postgres finds them fast, so that most of the work is the server's. */
const search = {
  search: 'a b c d e f',
  filter: { createdAt: { gte: new Date(articleMs(articleCount - 400)).toISOString() } },
  highlights: true,
  limit: 100,
}
const batch = Object.fromEntries(
  Array.from({ length: searches }, (_, nth) => [
    nth,
    { json: search, meta: { values: { 'filter.createdAt.gte': ['Date'] }, v: 1 } },
  ]),
)
const batchPath = `/api/trpc/${new Array(searches).fill('articles.list').join()}?batch=1&input=${encodeURIComponent(JSON.stringify(batch))}`
const article = (nth: number) => ({ title: `Many ${nth}`, description: 'Of many', body: 'One of many.', tags: [] })
const thousand = { items: Array.from({ length: 1_000 }, (_, nth) => article(nth)) }

/** The attacks by name; the answer to the batch of twenty searches has about 3 MB. */
export const attacks = {
  batch: { about: 'batch of 20 searches of 100 rows, one loop', loops: 1, next: () => ({ path: batchPath }) },
  batches: { about: 'batch of 20 searches of 100 rows, ten loops', loops: 10, next: () => ({ path: batchPath }) },
  searches: {
    about: 'search that finds nothing, ten loops',
    loops: 10,
    next: () => ({ path: '/api/v1/articles?search=zq' }),
  },
  createMany: {
    about: 'createMany of 1,000 rows, ten loops',
    loops: 10,
    next: () => ({ path: '/api/trpc/articles.createMany', user: 1, body: { json: thousand } }),
  },
  exports: {
    about: 'exports, a hundred slow readers that wait as they are told',
    loops: 100,
    next: () => ({ path: '/api/v1/articles/export?format=csv', restsMs: 20 }),
    isPatient: true,
  },
  oneKey: {
    about: 'create with one idempotency key, twelve at once',
    loops: 12,
    next: (nth) => ({ path: '/api/v1/articles', user: 2, key: `together-${process.pid}-${nth}`, body: article(nth) }),
    isTogether: true,
  },
} as const satisfies Record<string, Attack>

export type AttackName = keyof typeof attacks

/** The number of answers by status, and their total bytes. */
export interface AttackResult {
  readonly statuses: Record<number, number>
  readonly bytes: number
}

let asked = 0

/** Runs an attack until the signal of the asker aborts. */
export async function runAttack(name: AttackName, asker: Asker): Promise<AttackResult> {
  const { loops, next, isTogether, isPatient }: Attack = attacks[name]
  const { signal } = asker
  const client = new HttpClient(asker)
  const result = { statuses: {} as Record<number, number>, bytes: 0 }
  const ask = async (what: Asked) => {
    const { status, bytes, retryAfterSeconds } = await client.ask(what)
    result.statuses[status] = (result.statuses[status] ?? 0) + 1
    result.bytes += bytes
    if (isPatient && retryAfterSeconds > 0) await wait(retryAfterSeconds * 1_000, undefined, { signal })
  }
  const loop = async (count: number) => {
    while (!signal.aborted) {
      const what = next(asked++)
      await Promise.all(Array.from({ length: count }, () => ask(what)))
    }
  }
  const all = isTogether ? [loop(loops)] : Array.from({ length: loops }, () => loop(1))
  const ends = await Promise.allSettled(all)
  client.close()
  const broken = ends.find((end) => end.status === 'rejected' && !signal.aborted)
  if (broken?.status === 'rejected') throw broken.reason
  return result
}
