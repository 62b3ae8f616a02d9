import { isPlinthError, type PlinthError } from '@plinth/client'

/** The errors, by field, in the form of the RealWorld API. */
export type Errors = Record<string, string[]>

interface Why {
  retryAfterSeconds?: number
  cause?: unknown
}

/** An answer that is an error. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly errors: Errors
  readonly retryAfterSeconds: number | undefined

  constructor(status: number, errors: Errors, { retryAfterSeconds, cause }: Why = {}) {
    super(JSON.stringify(errors), { cause })
    this.status = status
    this.errors = errors
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export const notFound = (what: string) => new Refusal(404, { [what]: ['not found'] })
export const forbidden = (what: string) => new Refusal(403, { [what]: ['forbidden'] })
const taken = (field: string) => new Refusal(409, { [field]: ['has already been taken'] })
export const tokenMissing = () => new Refusal(401, { token: ['is missing'] })
export const tokenInvalid = () => new Refusal(401, { token: ['is invalid'] })
export const credentialsInvalid = () => new Refusal(401, { credentials: ['invalid'] })

export const tooMany = (why: Why) => new Refusal(429, { requests: ['are too many at once: try again shortly'] }, why)
/** Each sets Retry-After: the time that Plinth or the bounds give, otherwise two seconds. */
export const busy = (why: Why) =>
  new Refusal(503, { service: ['is not available: try again shortly'] }, { retryAfterSeconds: 2, ...why })

/** Names of Plinth's inputs that differ in the RealWorld API. */
const names: Readonly<Record<string, string>> = {
  tags: 'tagList',
  picture: 'image',
  newPassword: 'password',
  name: 'username',
  // Of the inputs named by an id, only following can be invalid: users cannot follow themselves.
  id: 'profile',
}

/** A failure of Plinth in the form of the RealWorld API; any other error unchanged. `what` names the thing that was looked for. */
export function toRefusal(error: unknown, what = 'resource'): unknown {
  if (!isPlinthError(error)) return error
  switch (error.code) {
    case 'SIGN_IN_REQUIRED':
      return tokenInvalid()
    case 'SIGN_IN_FAILED':
      return credentialsInvalid()
    case 'USERS_EMAIL_TAKEN':
      return taken('email')
    case 'USERS_USERNAME_TAKEN':
      return taken('username')
    case 'NOT_FOUND':
      return notFound(what)
    case 'FORBIDDEN':
      return forbidden(what)
    case 'REAUTHENTICATION_REQUIRED':
      return new Refusal(403, { password: ['sign in again to change the address or the password of your account'] })
    case 'INVALID_INPUT':
    case 'TOO_LARGE':
      return new Refusal(422, fieldsOf(error))
    case 'CONFLICT':
    case 'IN_USE':
    case 'ALREADY_EXISTS':
      return new Refusal(409, { [what]: ['has changed or is in use: load it again, then repeat your change'] })
    case 'TOO_MANY_ATTEMPTS':
      return new Refusal(429, { credentials: ['were tried too often: wait before you try again'] }, waiting(error))
    case 'TOO_MANY_REQUESTS':
      return tooMany(waiting(error))
    case 'UNREACHABLE':
    case 'UNAVAILABLE':
    case 'TIMEOUT':
      return busy({ ...waiting(error), cause: error })
    default:
      return error
  }
}

const waiting = ({ retryAfterSeconds }: PlinthError) => (retryAfterSeconds === undefined ? {} : { retryAfterSeconds })

function fieldsOf({ fields, message }: PlinthError): Errors {
  const found: Errors = {}
  for (const [path, texts] of Object.entries(fields ?? {})) {
    const [name = ''] = path.split('.')
    const field = names[name] ?? name
    found[field === '' ? 'body' : field] = texts.map((text) => `is invalid (${text.replace(/\.$/, '')})`)
  }
  return Object.keys(found).length > 0 ? found : { body: [message] }
}
