import { answers } from './schemas.ts'

interface CallOptions {
  token?: string | undefined
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
  /** Sent unchanged. */
  text?: string
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly json: unknown
  /** Status and error body together, for comparison; a successful answer has no error body. */
  readonly refusal: readonly [status: number, errors: Record<string, string[]>]
}

/** `call('GET /articles?tag=x', { token })` below /api. */
export type Call = (request: string, options?: CallOptions) => Promise<Answer>

export function openCall(url: string): Call {
  return async (request, { token, headers, body, text } = {}) => {
    const [method = '', path = ''] = request.split(' ')
    const answer = await fetch(`${url}/api${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Token ${token}` }),
        ...headers,
      },
      body: text ?? (body === undefined ? null : JSON.stringify(body)),
    })
    const { status } = answer
    const received = await answer.text()
    const json: unknown = received === '' ? undefined : JSON.parse(received)
    return {
      status,
      headers: answer.headers,
      json,
      get refusal() {
        return [status, answers.errors.parse(json).errors] as const
      },
    }
  }
}
