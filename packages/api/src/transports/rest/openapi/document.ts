import { cookieName } from '../../../identity/cookie.ts'
import { streamRoutes } from '../../streams/routes.ts'
import { restPath } from '../base-path.ts'
import { ConstantText } from '../constant-text.ts'
import { type Method, type Route, routes } from '../routes.ts'
import type { JsonSchema } from './json-schema.ts'
import { type Operation, operationOf, type Schemas } from './operations.ts'
import { headerParameters, type Parameter } from './parameters.ts'
import { headers, problemResponses, problemSchema } from './responses.ts'
import { streamOperation } from './stream-operations.ts'

export interface OpenapiDocument {
  openapi: '3.1.0'
  info: Record<string, unknown>
  servers: { url: string; description: string }[]
  tags: { name: string; description: string }[]
  paths: Record<string, Partial<Record<Lowercase<Method>, Operation>>>
  components: {
    schemas: Record<string, JsonSchema>
    parameters: Record<string, Parameter>
    headers: typeof headers
    responses: ReturnType<typeof problemResponses>
    securitySchemes: Record<string, Record<string, string>>
  }
}

export interface DocumentOptions {
  /** Whether the session cookie is set for https only, which changes its name. */
  isSecure: boolean
}

/** The contract of REST as OpenAPI 3.1, generated from the routes: no second declaration could contradict them. */
export function openapiDocument({ isSecure }: DocumentOptions): OpenapiDocument {
  const schemas: Schemas = new Map([['Problem', problemSchema]])
  const paths: OpenapiDocument['paths'] = {}
  for (const route of inReadingOrder(routes)) {
    const path = paths[route.template] ?? {}
    path[route.method.toLowerCase() as Lowercase<Method>] = operationOf(route, schemas) // lower case of a method
    paths[route.template] = path
  }
  for (const route of streamRoutes) {
    const path = paths[route.template] ?? {}
    path[route.method.toLowerCase() as Lowercase<Method>] = streamOperation(route) // as above
    paths[route.template] = path
  }
  const responses = problemResponses()
  return {
    openapi: '3.1.0',
    info: {
      title: 'Plinth',
      version: '1',
      description: about,
      contact: { name: 'The operator of this installation' },
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: restPath, description: 'This installation' }],
    tags: tagsOf(routes),
    paths,
    components: {
      schemas: Object.fromEntries(schemas),
      parameters: { ...headerParameters },
      headers,
      responses: Object.fromEntries(Object.entries(responses).filter(([name]) => isUsed(paths, name))),
      securitySchemes: {
        bearerToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of a program, made with `sessions.createToken`.',
        },
        sessionCookie: {
          type: 'apiKey',
          in: 'cookie',
          name: cookieName('session', isSecure),
          description: 'The session of a browser. Writes with it must come from this origin.',
        },
      },
    },
  }
}

const about = [
  'Each operation is a procedure of the backend, and the same over tRPC: one rule, one answer. Files go in and out here alone.',
  'Bodies and answers are JSON, but for files; moments are text as in RFC 3339.',
  'Refusals are `application/problem+json` with a stable `code`.',
  'A filter is `filter[name]=value`, or `filter[name][not]=value` for another comparison.',
].join('\n\n')

const isUsed = (paths: OpenapiDocument['paths'], name: string) =>
  Object.values(paths).some((path) =>
    Object.values(path).some(({ responses }) =>
      Object.values(responses).some((response) => '$ref' in response && response.$ref.endsWith(`/${name}`)),
    ),
  )

function tagsOf(all: readonly Route[]): OpenapiDocument['tags'] {
  const labels = new Map(all.map(({ noun, definition }) => [noun, definition?.labels.many ?? noun]))
  return [...labels].map(([name, label]) => ({ name, description: `All about ${label}.` }))
}

/** For each noun, the operations on all rows first, then those on one row. */
function inReadingOrder(all: readonly Route[]): Route[] {
  const depth = ({ template }: Route) => template.split('/').length
  return Object.values(Object.groupBy(all, ({ noun }) => noun)).flatMap((of = []) =>
    of.toSorted((one, other) => depth(one) - depth(other)),
  )
}

const texts = new Map<boolean, ConstantText>()

/** The document as JSON; created once. */
export function openapiText(options: DocumentOptions): ConstantText {
  const known = texts.get(options.isSecure) ?? new ConstantText(JSON.stringify(openapiDocument(options)))
  texts.set(options.isSecure, known)
  return known
}
