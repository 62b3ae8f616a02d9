import { shapeOf } from '../../../kit/schemas.ts'
import type { Bodies, Door } from '../../transfer/door.ts'
import { exampleOf } from './examples.ts'
import { jsonSchemaOf } from './json-schema.ts'
import { type Operation, securityOf } from './operations.ts'
import { pathParameter, queryParameters } from './parameters.ts'
import { reference, refusals } from './responses.ts'

/** A door for files as an operation of OpenAPI. */
export function doorOperation(door: Door): Operation {
  const { id, noun, summary, description, query, definition, template, takes, status, gives } = door
  const isFile = status === 200
  const header = isFile ? 'ContentDisposition' : 'Location'
  return {
    operationId: id,
    tags: [noun],
    summary,
    description,
    parameters: [
      ...(template.includes('{id}') ? [pathParameter('id', { type: 'string', format: 'uuid' }, definition)] : []),
      ...Object.entries(shapeOf(query) ?? {}).flatMap(([name, given]) => queryParameters(name, given, definition)),
    ],
    ...(takes && { requestBody: { description: 'The file.', required: true, content: contentOf(takes, 'input') } }),
    responses: {
      [status]: {
        description: isFile ? 'The file.' : 'It was taken in.',
        headers: { [isFile ? 'Content-Disposition' : 'Location']: reference('headers', header) },
        content: contentOf(gives, 'output'),
      },
      ...refusals(statusesOf(door)),
    },
    security: securityOf(door.rule),
  }
}

function contentOf(bodies: Bodies, io: 'input' | 'output') {
  return Object.fromEntries(
    Object.entries(bodies).map(([type, { schema: given, example }]) => {
      const schema = jsonSchemaOf(given, io)
      return [type, { schema, example: example ?? exampleOf(schema) }]
    }),
  )
}

function statusesOf({ method, template, takes }: Door): number[] {
  return [
    400,
    401,
    ...(method === 'POST' ? [403] : []),
    ...(takes || template.includes('{id}') ? [404] : []),
    ...(takes ? [413] : []),
    500,
    503,
    504,
  ]
}
