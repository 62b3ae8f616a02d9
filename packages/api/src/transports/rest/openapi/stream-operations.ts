import type { Definition } from '../../../kit/resource/definition.ts'
import { shapeOf } from '../../../kit/schemas.ts'
import type { Bodies, StreamProcedure } from '../../../kit/stream.ts'
import type { StreamRoute } from '../../streams/routes.ts'
import { exampleOf } from './examples.ts'
import { jsonSchemaOf } from './json-schema.ts'
import { type Operation, securityOf } from './operations.ts'
import { pathParameter, queryParameters } from './parameters.ts'
import { reference, refusals } from './responses.ts'

/** A download or an upload as an operation of OpenAPI. */
export function streamOperation({ id, template, stream }: StreamRoute): Operation {
  const { noun, summary, description, input, gives, meta } = stream
  const definition = meta.resource as Definition | undefined // set by `download()` and `upload()`
  const { id: rowId, ...query } = shapeOf(input) ?? {}
  const isUpload = stream.type === 'upload'
  const header = isUpload ? 'Location' : 'Content-Disposition'
  return {
    operationId: id,
    tags: [noun],
    summary,
    description,
    parameters: [
      ...(rowId && template.includes('{id}') ? [pathParameter('id', jsonSchemaOf(rowId, 'input'), definition)] : []),
      ...Object.entries(query).flatMap(([name, given]) => queryParameters(name, given, definition)),
    ],
    ...(isUpload && {
      requestBody: { description: 'The file.', required: true, content: contentOf(stream.takes, 'input') },
    }),
    responses: {
      [isUpload ? 201 : 200]: {
        description: isUpload ? 'It was taken in.' : 'The file.',
        headers: { [header]: reference('headers', header.replace('-', '')) },
        content: contentOf(gives, 'output'),
      },
      ...refusals(statusesOf(stream)),
    },
    security: securityOf(meta.rule),
  }
}

function contentOf(bodies: Bodies, io: 'input' | 'output') {
  return Object.fromEntries(
    Object.entries(bodies).map(([type, { schema: given, example }]) => {
      const schema = jsonSchemaOf(given, io)
      if (typeof example === 'string') return [type, { schema, example }]
      return [
        type,
        { schema, example: example ? example.make(exampleOf(jsonSchemaOf(example.of, io))) : exampleOf(schema) },
      ]
    }),
  )
}

function statusesOf({ type, place }: StreamProcedure): number[] {
  const isUpload = type === 'upload'
  return [
    400,
    401,
    ...(isUpload ? [403] : []),
    ...(isUpload || place.includes('{id}') ? [404] : []),
    ...(isUpload ? [413] : []),
    500,
    503,
    504,
  ]
}
