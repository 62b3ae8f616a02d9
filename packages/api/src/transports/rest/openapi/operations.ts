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

/** How to say who calls: where it is open to everyone, that may be left out. */
export const securityOf = (rule: Rule | undefined): Operation['security'] =>
  isRefusedToAnonymous(rule) ? signedIn : [{}, ...signedIn]

function shared(schemas: Schemas, name: string, schema: JsonSchema): JsonSchema {
  schemas.set(name, schema)
  return reference('schemas', name)
}

/** The input without what stands in path and headers. */
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
    ...(verb === 'list' && {
      'Total-Count': reference('headers', 'TotalCount'),
      'Preference-Applied': reference('headers', 'PreferenceApplied'),
    }),
    ...(status === 201 && { Location: reference('headers', 'Location') }),
  }
  return {
    [status]: {
      description: successText(route),
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
  if (verb === 'get') return name
  if (verb === 'list') return `${name}Page`
  return output === definition.schemas.written ? `${name}Written` : `${capital(id)}Output`
}

function successText({ verb, status }: Route): string {
  if (status === 201) return 'It was created.'
  if (verb === 'get') return 'The row.'
  return verb === 'list' || verb === 'history' ? 'A page.' : 'The answer.'
}

const spoken = (name: string) => capital(kebab(name).replaceAll('-', ' '))

function summaryOf({ definition, verb, name, noun, params }: Route): string {
  if (!definition) return name === 'list' ? `List ${noun}` : `${spoken(name)} (${noun})`
  const { one, many } = definition.labels
  const known: Readonly<Record<string, string>> = {
    list: `List ${many}`,
    get: `Read one ${one}${params[0] === 'id' ? '' : ` by its ${params[0]}`}`,
    create: `Create one ${one}`,
    update: `Update one ${one}`,
    remove: `Remove one ${one}`,
    restore: `Restore one ${one} from the trash`,
    purge: `Remove one ${one} for good`,
    history: `Read the history of one ${one}`,
    revert: `Restore an earlier state of one ${one}`,
    createMany: `Create many ${many}`,
    updateMany: `Update many ${many}`,
    removeMany: `Remove many ${many}`,
  }
  return known[verb ?? ''] ?? `${spoken(name)} one ${one}`
}

function descriptionOf(route: Route): string {
  const { path, version, verb, definition, procedure } = route
  const event = procedure._def.meta?.event
  const soft = definition?.isSoft ? ' It goes to the trash, from which it can be restored.' : ''
  const texts = [
    `The procedure \`${path}\`, under the same rules as over tRPC.`,
    verb === 'list' && 'Pages are found by cursor: follow `Link` with `rel="next"` until there is none.',
    verb === 'remove' && `Without \`If-Match\` whatever version there is goes.${soft}`,
    verb?.endsWith('Many') &&
      'All of it is written, or nothing: then the answer is a 422 and says what is wrong with which.',
    version === 'required' && 'Needs the version that is changed: its `ETag` as `If-Match`, or `version` in the body.',
    event !== undefined && `Adds the event \`${event}\`.`,
  ]
  return texts.filter((text) => typeof text === 'string').join(' ')
}
