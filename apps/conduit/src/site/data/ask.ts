import { failureFrom, RequestError, unreachable } from './failure.ts'

export interface Question {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below /api, beginning with a slash. */
  readonly path: string
  readonly body?: unknown
}

/** Asks the API and gives the JSON of its answer. It throws a RequestError for all that is not a success. */
export type Ask = (question: Question) => Promise<unknown>

/** How requests leave: `fetch` of the browser, or the API in the same process. */
export type Send = (path: string, init: RequestInit) => Promise<Response>

/** Whose token goes along. */
export interface Credentials {
  token(): string | null
  /** The API refused this token. */
  refused(token: string): void
}

export const anonymous: Credentials = { token: () => null, refused: () => undefined }

/** A read with a refused token is repeated without one, so that a reader whose session has ended still reads. */
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

/** What the session asks itself, and judges itself; a refused change of it leaves its form as it is. */
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
