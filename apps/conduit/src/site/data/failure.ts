/** Why something could not be read or written, as text for the user. */
export interface Failure {
  /** HTTP status; 0 when no answer arrived. */
  readonly status: number
  readonly messages: readonly string[]
}

/** A request that failed. */
export class RequestError extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.messages.join(' '))
    this.name = 'RequestError'
    this.failure = failure
  }
}

export const unreachable: Failure = {
  status: 0,
  messages: ['Unable to connect. Check your connection and try again.'],
}

/** The message for anything that was thrown; an error that is not an answer of the API is a fault in this code. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RequestError) return error.failure
  console.error(error)
  return { status: 500, messages: ['Something went wrong. Try again.'] }
}

/** Reads `{ errors: { title: ["can't be blank"] } }`, whatever else the body contains. */
export function failureFrom(status: number, body: unknown): Failure {
  const errors = isRecord(body) && isRecord(body.errors) ? Object.entries(body.errors) : []
  const messages = errors.flatMap(([field, texts]) =>
    (Array.isArray(texts) ? texts : [texts])
      .filter((text) => typeof text === 'string' || typeof text === 'number')
      .map((text) => sentence(field, String(text))),
  )
  return { status, messages: messages.length > 0 ? messages : [wordsFor(status)] }
}

/** Fields that name no part of a form: their text is shown alone. */
const bare = new Set(['message', 'server', 'body', 'errors'])

function sentence(field: string, text: string): string {
  if (field === 'credentials') return 'Email or password is wrong.'
  if (field === 'token') return 'Your session has ended. Sign in again.'
  const words = bare.has(field) && text.includes(' ') && /^[A-Z]/.test(text) ? text : `${field} ${text}`
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function wordsFor(status: number): string {
  if (status === 401) return 'Your session has ended. Sign in again.'
  if (status === 403) return 'You are not allowed to do this.'
  if (status === 404) return 'This is not there, or not any more.'
  if (status === 413) return 'This is too long.'
  if (status === 429) return 'Too many attempts. Wait a little and try again.'
  return status >= 500 ? 'Conduit has a problem at the moment. Try again.' : 'This was not accepted. Try again.'
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
