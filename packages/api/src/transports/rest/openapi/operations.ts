import type { Rule } from '@plinth/core/rule'
import { isNothing, shapeOf } from '../../../kit/schemas.ts'
import { kebab, type Route } from '../routes.ts'
import { isRefusedToAnonymous } from './access.ts'
import { exampleOf } from './examples.ts'
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts'
import { type ParameterOrReference, parametersOf } from './parameters.ts'
import { type Response, reference, refusalsOf } from './responses.ts'

interface Content {
  schema: JsonSchema
  example: unknown
}

export interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description: string
  parameters: ParameterOrReference[]
  requestBody?: { description: string; required: boolean; content: Record<string, Content> }
  responses: Record<string, Response | { $ref: string }>
  security: Record<string, string[]>[]
}

/** Schemas by name, shared by operations. */
export type Schemas = Map<string, JsonSchema>

const capital = (name: string) => name.replace(/^./, (letter) => letter.toUpperCase())
const typeName = (label: string) => label.split(/\s+/).map(capital).join('')

/** One route as an operation of OpenAPI. */
export function operationOf(route: Route, schemas: Schemas): Operation {
  const body = bodyOf(route, schemas)
  return {
    operationId: route.id,
    tags: [route.noun],
    summary: summaryOf(route),
    description: descriptionOf(route),
    parameters: parametersOf(route),
    ...(body && { requestBody: body }),
    responses: { ...successOf(route, schemas), ...refusalsOf(route) },
    security: securityOf(route.procedure._def.meta?.rule),
  }
}

const signedIn = [{ bearerToken: [] }, { sessionCookie: [] }]

/** The authentication of an operation: optional if it is open to everyone. */
export const securityOf = (rule: Rule | undefined): Operation['security'] =>
  isRefusedToAnonymous(rule) ? signedIn : [{}, ...signedIn]

function shared(schemas: Schemas, name: string, schema: JsonSchema): JsonSchema {
  schemas.set(name, schema)
  return reference('schemas', name)
}

/** The input without the parts that are sent in the path and headers. */
function bodyOf(route: Route, schemas: Schemas): Operation['requestBody'] {
  if (route.type === 'query' || route.method === 'DELETE' || isNothing(route.input)) return undefined
  const input = jsonSchemaOf(route.input, 'input')
  const { params, version } = route
  const properties = Object.fromEntries(
    Object.entries(input.properties ?? {}).filter(([name]) => !params.includes(name)),
  )
  if (shapeOf(route.input) && Object.keys(properties).length === 0) return undefined
  const required = (input.required ?? []).filter((name) => !params.includes(name) && name !== 'version')
  const schema: JsonSchema = shapeOf(route.input) ? { ...input, properties, required } : input
  if (required.length === 0) delete schema.required
  const example = exampleOf(version ? { ...schema, properties: withoutVersion(properties) } : schema)
  const content = { schema: shared(schemas, `${capital(route.id)}Input`, schema), example }
  return {
    description: version ? 'What is to be changed. `If-Match` may stand for `version`.' : 'What it takes.',
    required: required.length > 0,
    content: {
      'application/json': content,
      ...(route.method === 'PATCH' && { 'application/merge-patch+json': content }),
    },
  }
}

const withoutVersion = ({ version: _, ...others }: Record<string, JsonSchema>) => others

function successOf(route: Route, schemas: Schemas): Record<string, Response> {
  const { status, method, output, verb } = route
  if (status === 204) return { 204: { description: 'It is done.' } }
  const schema = output && jsonSchemaOf(output, 'output')
  const hasTag = method === 'GET' || schema?.properties?.version !== undefined
  const isPage = method === 'GET' && schema?.properties?.nextCursor !== undefined
  const headers: NonNullable<Response['headers']> = {
    ...(hasTag && { ETag: reference('headers', 'ETag') }),
    ...(isPage && { Link: reference('headers', 'Link') }),
    ...(verb?.rest.isCounted && {
      'Total-Count': reference('headers', 'TotalCount'),
      'Preference-Applied': reference('headers', 'PreferenceApplied'),
    }),
    ...(status === 201 && { Location: reference('headers', 'Location') }),
  }
  return {
    [status]: {
      description: verb?.words.success ?? 'The answer.',
      ...(Object.keys(headers).length > 0 && { headers }),
      ...(schema && {
        content: {
          'application/json': { schema: shared(schemas, answerName(route), schema), example: exampleOf(schema) },
        },
      }),
    },
    ...(method === 'GET' && {
      304: { description: 'It is as `If-None-Match` says.', headers: { ETag: reference('headers', 'ETag') } },
    }),
  }
}

function answerName({ definition, verb, id, output }: Route): string {
  if (!definition) return `${capital(id)}Output`
  const name = typeName(definition.labels.one)
  return (
    verb?.words.answerName?.(name) ??
    (output === definition.schemas.written ? `${name}Written` : `${capital(id)}Output`)
  )
}

const spoken = (name: string) => capital(kebab(name).replaceAll('-', ' '))

function summaryOf({ definition, verb, name, noun, params: [param = 'id'] }: Route): string {
  if (!definition) return name === 'list' ? `List ${noun}` : `${spoken(name)} (${noun})`
  const { labels } = definition
  const summary = verb?.words.summary(labels) ?? `${spoken(name)} one ${labels.one}`
  return param === 'id' ? summary : `${summary} by its ${param}`
}

function descriptionOf({ path, version, verb, definition, procedure }: Route): string {
  const event = procedure._def.meta?.event
  const texts = [
    `The procedure \`${path}\`, under the same rules as over tRPC.`,
    definition && verb?.words.about?.(definition),
    version === 'required' && 'Needs the version that is changed: its `ETag` as `If-Match`, or `version` in the body.',
    event !== undefined && `Adds the event \`${event}\`.`,
  ]
  return texts.filter((text) => typeof text === 'string').join(' ')
}
