/**
 * Every error that Plinth returns: its stable code, HTTP status and public text. Any other error is returned as `INTERNAL`
 * with a request id, and its cause is only logged.
 */
export const errorTable = {
  INVALID_INPUT: { status: 400, message: 'The input is not valid.' },
  SIGN_IN_REQUIRED: { status: 401, message: 'Sign in to do this.' },
  SIGN_IN_FAILED: { status: 401, message: 'E-mail address or password is wrong.' },
  REAUTHENTICATION_REQUIRED: {
    status: 403,
    message: 'It is a while since you signed in. Confirm this with your current password, or sign in again.',
  },
  FORBIDDEN: { status: 403, message: 'You may not do this.' },
  CROSS_ORIGIN: {
    status: 403,
    message: 'The request came from another site. Writes with a session cookie must come from this origin.',
  },
  NOT_FOUND: { status: 404, message: 'It does not exist, or you may not see it.' },
  USERS_SETUP_LINK_INVALID: {
    status: 404,
    message: 'This set-up link has been used or has expired. Restart Plinth to get a new one.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    message: 'This method does not fit the procedure: read with GET, write with POST.',
  },
  NOT_ACCEPTABLE: { status: 406, message: 'Answers are application/json: accept it.' },
  CONFLICT: { status: 409, message: 'It has changed since you read it. Read it again, then repeat your change.' },
  IDEMPOTENCY_KEY_REUSED: {
    status: 409,
    message: 'This idempotency key came with another input before. Use a new key for each new request.',
  },
  ALREADY_EXISTS: { status: 409, message: 'There is one like it already.' },
  IDEMPOTENCY_KEY_BUSY: {
    status: 409,
    message: 'The first request with this idempotency key is still under way. Send it again shortly.',
  },
  ALREADY_DONE: {
    status: 409,
    message:
      'This was done under this idempotency key before. Its secrets are shown once and not stored: use a new key to do it again.',
  },
  IN_USE: { status: 409, message: 'Others still refer to it. Remove those first, then this.' },
  USERS_EMAIL_TAKEN: { status: 409, message: 'There is an account with this e-mail address already.' },
  USERS_USERNAME_TAKEN: { status: 409, message: 'This username is taken.' },
  PRECONDITION_FAILED: {
    status: 412,
    message: 'It has changed since you read it. Read it again, then repeat your change with its new ETag.',
  },
  TOO_LARGE: { status: 413, message: 'The request is too large.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'Send the body as application/json.' },
  NOT_COMMITTED: { status: 422, message: 'Nothing was written, because a part of it could not be: see the results.' },
  PRECONDITION_REQUIRED: {
    status: 428,
    message: 'Say which version you change: send its ETag as If-Match, or its version in the body.',
  },
  TOO_MANY_ATTEMPTS: { status: 429, message: 'Too many attempts. Wait before you try again.' },
  TOO_MANY_REQUESTS: {
    status: 429,
    message: 'You have too much under way. Wait until your other requests are answered, then try again.',
  },
  INTERNAL: { status: 500, message: 'Something went wrong on our side. Tell the operator the request id.' },
  UNAVAILABLE: { status: 503, message: 'The service cannot answer just now. Try again shortly.' },
  TIMEOUT: {
    status: 504,
    message:
      'This took too long and was stopped. Nothing was changed. Ask for less at once, such as a narrower search.',
  },
} as const satisfies Record<string, { status: number; message: string }>

export type ErrorCode = keyof typeof errorTable

export interface ErrorDetails {
  /** Public text, if the text in the table is not specific enough. */
  message?: string
  /** Messages about invalid inputs, by their path: `{ title: ['…'] }`. */
  fields?: Record<string, string[]>
  retryAfterSeconds?: number
  /** Only logged; it never leaves the server. */
  cause?: unknown
}

/** An error with a stable code that may be shown to the caller. */
export class PlinthError extends Error {
  override readonly name = 'PlinthError'
  readonly code: ErrorCode
  readonly fields: Record<string, string[]> | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.message ?? errorTable[code].message, { cause: details.cause })
    this.code = code
    this.fields = details.fields
    this.retryAfterSeconds = details.retryAfterSeconds
  }

  get status(): number {
    return errorTable[this.code].status
  }
}
