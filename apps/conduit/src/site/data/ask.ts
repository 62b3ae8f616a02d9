import { failureFrom, RequestError, unreachable } from './failure.ts'

export interface Question {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below /api, beginning with a slash. */
  readonly path: string
  readonly body?: unknown
}

/** Calls the API and returns the JSON of its answer. It throws a RequestError for every unsuccessful answer. */
export type Ask = (question: Question) => Promise<unknown>

/** How requests are sent: `fetch` of the browser, or the API in the same process. */
export type Send = (path: string, init: RequestInit) => Promise<Response>

/** Provides the token to send. */
export interface Credentials {
  token(): string | null
  /** The API refused this token. */
  refused(token: string): void
}

export const anonymous: Credentials = { token: () => null, refused: () => undefined }

/** Repeats a read with a refused token without one, so that a reader whose session has ended can still read. */
export function createAsk(send: Send, credentials: Credentials): Ask {
  return async function ask(question) {
    const token = credentials.token()
    const response = await answerOf(send, question, token)
    const body = await response.json().catch(() => null)
    if (response.ok) return body
    if (response.status === 401 && token !== null && !isOwnAccount(question.path)) {
      credentials.refused(token)
      if ((question.method ?? 'GET') === 'GET' && credentials.token() === null) return ask(question)
    }
    throw new RequestError(failureFrom(response.status, body))
  }
}

/** For the session's own calls, which it judges itself; if a change is refused, its form stays as it is. */
function isOwnAccount(path: string): boolean {
  return path === '/user' || path.startsWith('/users')
}

async function answerOf(send: Send, { method = 'GET', path, body }: Question, token: string | null): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' })
  if (token !== null) headers.set('authorization', `Token ${token}`)
  if (body !== undefined) headers.set('content-type', 'application/json')
  try {
    return await send(`/api${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
  } catch {
    throw new RequestError(unreachable)
  }
}
