import { type ErrorCode, errorTable, type PlinthError } from '@plinth/core/errors'
import { z } from 'zod'
import { firstProblems, issuesOf } from '../../kit/pipeline/issues.ts'
import { restPath } from './base-path.ts'
import { parameterOf } from './query.ts'
import type { Route } from './routes.ts'

/** An error in one part of the request. */
export interface ProblemError {
  detail: string
  /** The place in the body: a JSON pointer as a URI fragment (RFC 6901, section 6). */
  pointer?: string
  /** The name of a parameter of the path or the query. */
  parameter?: string
  header?: string
}

/** An error in the format of RFC 9457. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  instance: string
  code: ErrorCode
  requestId: string
  errors?: ProblemError[]
  retryAfterSeconds?: number
}

/** The path of the document that explains `type`, relative to the base path. */
export const problemPath = (code: ErrorCode) => `problems/${code.toLowerCase().replaceAll('_', '-')}`

/** The request that the problem concerns, as far as it was understood. */
export interface Asked {
  /** The requested path, without the query. */
  readonly path: string
  readonly requestId: string
  readonly route: Pick<Route, 'type' | 'params' | 'version' | 'path'> | undefined
  readonly search: string
  /** Whether the version was sent as `If-Match`. */
  readonly isMatched: boolean
}

export function problemOf(error: PlinthError, asked: Asked): Problem {
  const { code, message, retryAfterSeconds } = error
  const { requestId } = asked
  const errors = errorsOf(error, asked)
  return {
    type: `${restPath}/${problemPath(code)}`,
    title: errorTable[code].message,
    status: error.status,
    detail: message,
    instance: `urn:uuid:${requestId}`,
    code,
    requestId,
    ...(errors.length > 0 && { errors }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  }
}

function errorsOf(error: PlinthError, asked: Asked): ProblemError[] {
  if (!(error.cause instanceof z.ZodError)) {
    return Object.entries(error.fields ?? {}).flatMap(([name, messages]) =>
      messages.map((detail) => ({ ...placeOfField(name, asked), detail })),
    )
  }
  const { first, rest } = firstProblems(issuesOf(error.cause))
  const errors: ProblemError[] = first.map(({ path, message }) => ({ ...placeOf(path, asked), detail: message }))
  return rest === undefined ? errors : [...errors, { detail: rest }]
}

function placeOf(path: readonly PropertyKey[], { route, search, isMatched }: Asked): Omit<ProblemError, 'detail'> {
  const [first = ''] = path
  if (route?.params.includes(String(first))) return { parameter: String(first) }
  if (route?.type === 'query') return { parameter: parameterOf(path, search) }
  if (isMatched && first === 'version') return { header: 'If-Match' }
  return { pointer: `#${path.map((key) => `/${escaped(key)}`).join('')}` }
}

/** A key in a pointer within a fragment: `~` and `/` are escaped by RFC 6901, the rest with percent-encoding. */
const escaped = (key: PropertyKey) => encodeURIComponent(String(key).replaceAll('~', '~0').replaceAll('/', '~1'))

/** The place of a field that a procedure names: `tags.0`, or the name of a parameter. */
function placeOfField(name: string, asked: Asked): Omit<ProblemError, 'detail'> {
  const { route, search } = asked
  if (name === 'idempotency-key') return { header: 'Idempotency-Key' }
  if (route?.type === 'query' || new URLSearchParams(search).has(name)) return { parameter: name }
  return placeOf(name.split('.'), asked)
}
