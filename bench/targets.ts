import { cookieName } from '@plinth/api/identity/cookie'
import { sessionToken } from './data.ts'

/** Who is asked in each round: Plinth over each of its transports, and the floor. */
export const targets = ['trpc', 'rest', 'floor'] as const
/** Conduit is asked apart: it answers in another shape. */
export type RoundTarget = (typeof targets)[number]
export type Target = RoundTarget | 'conduit'

/** The programs that answer. */
export type Program = 'plinth' | 'floor' | 'conduit'

/** One request, as a question to any of them. */
export interface Question {
  kind: 'query' | 'mutation'
  procedure: string
  input: unknown
  /** How a client of REST asks the same, if it is asked. */
  rest?: RestQuestion
  /** Where the floor answers the same, if it does. */
  floorPath?: string
  /** Where Conduit answers it, below /api, if it does. */
  conduitPath?: string
  /** Number of the user who is signed in. */
  user?: number
  /** The answer was a success. */
  onSuccess?(): void
}

export interface RestQuestion {
  method: 'GET' | 'POST' | 'PATCH'
  /** Below /api/v1, with its query. */
  path: string
  /** Whole lines. */
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
  /** What was asked for, out of an answer. */
  dataOf(answer: unknown): unknown
}

/** A query stands in the address, a mutation in the body, as JSON both. */
function call(path: string, kind: Question['kind'], input: unknown): Wire {
  const text = input === undefined ? '' : JSON.stringify(input)
  if (kind === 'mutation') return { method: 'POST', path, body: text }
  return { method: 'GET', path: text === '' ? path : `${path}?input=${encodeURIComponent(text)}` }
}

const transports: Readonly<Record<Target, Transport>> = {
  // What a client with superjson sends.
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
