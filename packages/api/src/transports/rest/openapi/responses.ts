import { type ErrorCode, errorTable, PlinthError } from '@plinth/core/errors'
import { type Problem, problemOf } from '../problem.ts'
import type { Route } from '../routes.ts'
import { isRefusedToUsers } from './access.ts'
import type { JsonSchema } from './json-schema.ts'

interface Header {
  description: string
  schema: JsonSchema
}

export interface Response {
  description: string
  headers?: Record<string, Header | { $ref: string }>
  content?: Record<string, { schema: JsonSchema; example?: unknown }>
}

export const headers: Readonly<Record<string, Header>> = {
  ETag: {
    description: 'Names what was answered: for `If-None-Match`, and with the version of a row in it for `If-Match`.',
    schema: { type: 'string' },
  },
  ContentDisposition: { description: 'The name of the file.', schema: { type: 'string' } },
  Link: { description: 'The first page (`rel="first"`) and the next one (`rel="next"`).', schema: { type: 'string' } },
  Location: { description: 'The address of the new row.', schema: { type: 'string' } },
  PreferenceApplied: { description: 'Which preference was followed.', schema: { type: 'string' } },
  TotalCount: { description: 'How many rows there are in all.', schema: { type: 'string', pattern: '^\\d+$' } },
  RetryAfter: { description: 'Seconds to wait.', schema: { type: 'string', pattern: '^\\d+$' } },
}

const codesByStatus = Map.groupBy(
  Object.keys(errorTable).map((code) => code as ErrorCode), // its own keys
  (code) => errorTable[code].status,
)

/** One response for each status of the error table. */
export function problemResponses(): Record<string, Response> {
  const responses = [...codesByStatus].map(([status, codes]) => {
    const list = codes.map((code) => `\`${code}\`: ${errorTable[code].message}`).join('\n\n')
    const response: Response = { description: list, content: problemContent(exampleProblem(codes[0] ?? 'INTERNAL')) }
    if (status === 429 || status === 503) response.headers = { 'Retry-After': reference('headers', 'RetryAfter') }
    return [`Problem${status}`, response] as const
  })
  const any: Response = { description: 'Any other refusal.', content: problemContent(exampleProblem('INTERNAL')) }
  return { ...Object.fromEntries(responses), Problem: any }
}

export const reference = (kind: 'headers' | 'responses' | 'schemas', name: string) => ({
  $ref: `#/components/${kind}/${name}`,
})

const problemContent = (example: Problem) => ({
  'application/problem+json': { schema: reference('schemas', 'Problem'), example },
})

function exampleProblem(code: ErrorCode): Problem {
  const requestId = '01990000-0000-7000-8000-000000000000'
  const asked = { path: '', requestId, route: undefined, search: '', isMatched: false }
  const fields = code === 'INVALID_INPUT' ? { title: ['Expected at most 200 characters.'] } : undefined
  return problemOf(new PlinthError(code, fields && { fields }), asked)
}

/** The statuses of refusals that an operation may answer with; rarer ones are covered by `default`. */
export function refusalsOf(route: Route): Record<string, { $ref: string }> {
  const isWrite = route.type === 'mutation'
  const hasRow = route.params.length > 0
  const statuses = [
    400,
    401, // also where no sign-in is required: for an invalid token
    ...(isWrite || isRefusedToUsers(route.procedure._def.meta?.rule) ? [403] : []),
    ...(hasRow ? [404] : []),
    406,
    ...(isWrite ? [409] : []),
    ...(route.version ? [412] : []),
    ...(isWrite && route.method !== 'DELETE' ? [413, 415] : []),
    ...(route.verb?.rest.refusals ?? []),
    ...(route.version === 'required' ? [428] : []),
    500,
    503,
    504,
  ]
  return refusals(statuses)
}

/** Refusals with these statuses, and a default for any other. */
export function refusals(statuses: readonly number[]): Record<string, { $ref: string }> {
  return Object.fromEntries([
    ...statuses.map((status) => [String(status), reference('responses', `Problem${status}`)]),
    ['default', reference('responses', 'Problem')],
  ])
}

/** The schema of every refusal. */
export const problemSchema: JsonSchema = {
  description: 'A refusal (RFC 9457).',
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri-reference', description: 'The kind of problem; it says more there.' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string' },
    instance: {
      type: 'string',
      format: 'uri-reference',
      description: 'The request, for whoever looks for it in the log.',
    },
    code: { type: 'string', enum: Object.keys(errorTable) },
    requestId: { type: 'string', format: 'uuid' },
    retryAfterSeconds: { type: 'number' },
    errors: {
      type: 'array',
      description: 'What is wrong with which part of the request.',
      items: {
        type: 'object',
        required: ['detail'],
        properties: {
          detail: { type: 'string' },
          pointer: { type: 'string', description: 'Where in the body: a JSON pointer as a fragment.' },
          parameter: { type: 'string', description: 'Which parameter of path or query.' },
          header: { type: 'string' },
        },
        additionalProperties: false,
      },
    },
    results: { type: 'array', items: {}, description: 'Of many rows: what became of each.' },
  },
  additionalProperties: false,
}
