import type { IncomingMessage } from 'node:http'
import { PlinthError } from '@plinth/core/errors'
import { z } from 'zod'
import { assertPlainKeys } from '../../kit/pipeline/plain-keys.ts'
import { bare, isNothing, shapeOf } from '../../kit/schemas.ts'
import { type BodyCall, readBody } from '../body.ts'
import { versionIn } from './etag.ts'
import { assertJson, type Count, hasBody, preferredCount } from './headers.ts'
import { jsonReader } from './json-value.ts'
import { readQuery } from './query.ts'
import type { Route } from './routes.ts'

/** The input of a procedure, read from a request. */
export interface Read {
  readonly input: unknown
  /** Whether the version was sent as `If-Match`. */
  readonly isMatched: boolean
  readonly count: Count | undefined
}

interface Sent {
  readonly route: Route
  /** The values of the placeholders of the path. */
  readonly values: readonly string[]
  /** The part after the `?`. */
  readonly search: string
  readonly maxBodyBytes: number
}

/**
 * Reads path, query, body and headers.
 * @throws PlinthError `INVALID_INPUT`, `UNSUPPORTED_MEDIA_TYPE`, `PRECONDITION_REQUIRED`, `PRECONDITION_FAILED`, and those of `readBody`
 */
export async function readRequest(call: BodyCall, sent: Sent): Promise<Read> {
  const { req } = call
  const { route, values, search } = sent
  const placed = Object.fromEntries(
    route.params.map((name, nth) => [name, placedValue(route, name, values[nth] ?? '')]),
  )
  if (search !== '' && (route.type === 'mutation' || isNothing(route.input))) assertNoQuery(search)
  if (route.type === 'query') {
    if (isNothing(route.input)) return { input: undefined, isMatched: false, count: undefined }
    const isCounted = route.verb?.rest.isCounted === true
    const count = isCounted ? preferredCount(req) : undefined
    const given = readQuery(search, route.input)
    assertOnlyOnce(given, route)
    if (isCounted && Object.hasOwn(given, 'total'))
      throw new PlinthError('INVALID_INPUT', { fields: { total: ['Ask for it in a header: `Prefer: count=exact`.'] } })
    return { input: { ...given, ...placed, ...(count && { total: count }) }, isMatched: false, count }
  }
  const body = await readJson(call, sent)
  const version = versionOf(req, route, body)
  if (isNothing(route.input) && isEmpty(body)) return { input: undefined, isMatched: false, count: undefined }
  const reader = jsonReader(route.input)
  const input = isRecord(body) ? { ...body, ...placed, ...(version !== undefined && { version }) } : body
  return { input: reader ? reader(input) : input, isMatched: req.headers['if-match'] !== undefined, count: undefined }
}

/** A path parameter is text; if its schema is a number, digits are converted, and any other text is left for the schema to refuse. */
function placedValue({ input }: Route, name: string, text: string): string | number {
  const schema = shapeOf(input)?.[name]
  const isNumber = schema !== undefined && bare(schema).schema instanceof z.ZodNumber && /^-?\d+$/.test(text)
  return isNumber ? Number(text) : text
}

async function readJson(call: BodyCall, { route, maxBodyBytes }: Sent): Promise<unknown> {
  const { req } = call
  if (!hasBody(req)) return {}
  if (route.method === 'DELETE')
    throw new PlinthError('INVALID_INPUT', { message: 'A DELETE has no body: send the version as If-Match.' })
  assertJson(req, route)
  const text = await readBody(call, maxBodyBytes)
  if (text === '') return {}
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (cause) {
    throw new PlinthError('INVALID_INPUT', { message: 'The body cannot be read: expected JSON.', cause })
  }
  assertPlainKeys(body)
  if (shapeOf(route.input) && !isRecord(body))
    throw new PlinthError('INVALID_INPUT', { message: 'The body cannot be read: expected a JSON object.' })
  if (isRecord(body)) assertOnlyOnce(body, route)
  return body
}

/** Refuses parameters of the path that are given again elsewhere. */
function assertOnlyOnce(given: Record<string, unknown>, { params }: Route): void {
  const again = params.filter((name) => Object.hasOwn(given, name))
  if (again.length === 0) return
  const fields = Object.fromEntries(again.map((name) => [name, ['It stands in the path: leave it out.']]))
  throw new PlinthError('INVALID_INPUT', { fields })
}

function assertNoQuery(search: string): void {
  const fields = Object.fromEntries(
    [...new URLSearchParams(search).keys()].map((name) => [name, ['Expected no query.']]),
  )
  throw new PlinthError('INVALID_INPUT', { fields })
}

/** The version from `If-Match`, which replaces one in the body. */
function versionOf(req: IncomingMessage, route: Route, body: unknown): number | undefined {
  if (!route.version) return undefined
  const ifMatch = [req.headers['if-match']].flat().join(',')
  const matched = ifMatch === '' ? undefined : versionIn(ifMatch)
  const given = isRecord(body) && Object.hasOwn(body, 'version') ? body.version : undefined
  if (matched !== undefined && given !== undefined && given !== matched) throw new PlinthError('PRECONDITION_FAILED')
  if (matched === undefined && given === undefined && route.version === 'required')
    throw new PlinthError('PRECONDITION_REQUIRED')
  return matched
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isEmpty = (value: unknown) => isRecord(value) && Object.keys(value).length === 0
