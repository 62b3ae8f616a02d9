import { cookieName } from '@plinth/api/identity/cookie'
import { sessionToken } from './data.ts'

/** The targets of each round: Plinth over each of its transports, and the floor. */
export const targets = ['trpc', 'rest', 'floor'] as const
/** Conduit is measured separately, because its answers have another shape. */
export type RoundTarget = (typeof targets)[number]
export type Target = RoundTarget | 'conduit'

/** The programs that answer. */
export type Program = 'plinth' | 'floor' | 'conduit'

/** One request, in the form for each of the programs. */
export interface Question {
  kind: 'query' | 'mutation'
  procedure: string
  input: unknown
  /** The equivalent REST request, if it is measured. */
  rest?: RestQuestion
  /** The path of the equivalent on the floor, if any. */
  floorPath?: string
  /** The path of the equivalent in Conduit, below /api, if any. */
  conduitPath?: string
  /** Number of the signed-in user. */
  user?: number
  /** Called when the answer was a success. */
  onSuccess?(): void
}

export interface RestQuestion {
  method: 'GET' | 'POST' | 'PATCH'
  /** Relative to /api/v1, including its query. */
  path: string
  /** As complete header lines. */
  headers?: string
  body?: unknown
}

interface Wire {
  method: string
  path: string
  headers?: string
  body?: string | undefined
}

interface Transport {
  program: Program
  wireOf(question: Question): Wire
  /** Extracts the requested data from an answer. */
  dataOf(answer: unknown): unknown
}

/** A query is sent in the URL, a mutation in the body, both as JSON. */
function call(path: string, kind: Question['kind'], input: unknown): Wire {
  const text = input === undefined ? '' : JSON.stringify(input)
  if (kind === 'mutation') return { method: 'POST', path, body: text }
  return { method: 'GET', path: text === '' ? path : `${path}?input=${encodeURIComponent(text)}` }
}

const transports: Readonly<Record<Target, Transport>> = {
  // The format that a client with superjson sends.
  trpc: {
    program: 'plinth',
    wireOf: ({ kind, procedure, input }) =>
      call(`/api/trpc/${procedure}`, kind, input === undefined ? undefined : { json: input }),
    dataOf: (answer) => {
      const { result }: { result?: { data?: { json?: unknown } } } = Object(answer)
      return result?.data?.json
    },
  },
  rest: {
    program: 'plinth',
    wireOf: ({ procedure, rest }) => {
      if (!rest) throw new Error(`${procedure} is not asked over REST.`)
      const { method, path, headers = '', body } = rest
      return { method, path: `/api/v1/${path}`, headers, body: body === undefined ? undefined : JSON.stringify(body) }
    },
    dataOf: (answer) => answer,
  },
  conduit: {
    program: 'conduit',
    wireOf: ({ conduitPath = '', user }) => ({
      method: 'GET',
      path: `/api/${conduitPath}`,
      headers: user === undefined ? '' : `authorization: Token ${sessionToken(user)}\r\n`,
    }),
    dataOf: (answer) => answer,
  },
  floor: {
    program: 'floor',
    wireOf: ({ kind, floorPath = '', input }) => call(floorPath, kind, input),
    dataOf: (answer) => answer,
  },
}

export const programOf = (target: Target): Program => transports[target].program

export const dataOf = (target: Target, answer: unknown): unknown => transports[target].dataOf(answer)

/** The bytes of a request. */
export function requestOf(target: Target, question: Question, port: number): string {
  const { method, path, headers = '', body } = transports[target].wireOf(question)
  const host = `127.0.0.1:${port}`
  const cookie =
    question.user === undefined ? '' : `cookie: ${cookieName('session', false)}=${sessionToken(question.user)}\r\n`
  const head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${cookie}${headers}`
  if (body === undefined) return `${head}\r\n`
  const type = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`
  return `${head}origin: http://${host}\r\n${type}\r\n${body}`
}
