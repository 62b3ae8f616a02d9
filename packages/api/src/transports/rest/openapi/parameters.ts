import { z } from 'zod'
import type { Definition, Field } from '../../../kit/resource/definition.ts'
import { bare, shapeOf } from '../../../kit/schemas.ts'
import type { Route } from '../routes.ts'
import { exampleOf } from './examples.ts'
import { isNullable, type JsonSchema, jsonSchemaOf, withoutNull } from './json-schema.ts'

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  description: string
  required?: true
  schema: JsonSchema
  style?: 'form'
  explode?: false
  example?: unknown
}

export type ParameterOrReference = Parameter | { $ref: string }

/** Headers that many operations take, by the names of their components. */
export const headerParameters: Readonly<Record<string, Parameter>> = {
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The `ETag` of the row as it was read. When its version is another by now, nothing is changed (412).',
    schema: { type: 'string', examples: ['"v1"'] },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description:
      'The `ETag` of an earlier answer. When that is what would be answered now, the answer is an empty 304.',
    schema: { type: 'string' },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'A key of your own, such as a UUID: the same request with the same key takes effect once in 24 hours.',
    schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]+$' },
  },
  Prefer: {
    name: 'Prefer',
    in: 'header',
    description:
      '`count=exact` or `count=estimated` (which counts to ten thousand): the answer has the number of rows.',
    schema: { type: 'string', examples: ['count=exact'] },
  },
}

const reference = (name: string) => ({ $ref: `#/components/parameters/${name}` })

/** Parameters of an operation in its path, query and headers. */
export function parametersOf(route: Route): ParameterOrReference[] {
  const { type, definition, params, verb, version } = route
  const shape = shapeOf(route.input) ?? {}
  const path = params.map((name) => {
    const given = shape[name] && withoutNull(jsonSchemaOf(shape[name], 'input'))
    const { type: keyType = 'string' } = given ?? {}
    const schema = name === 'id' ? { type: 'string', format: 'uuid' } : { type: keyType }
    return pathParameter(name, schema, definition)
  })
  if (type === 'query') {
    const isCounted = verb?.rest.isCounted === true
    const names = Object.keys(shape).filter((name) => !params.includes(name) && !(isCounted && name === 'total'))
    const query = names.flatMap((name) => queryParameters(name, shape[name] ?? z.unknown(), definition))
    return [
      ...path,
      ...query,
      reference('IfNoneMatch'),
      ...(isCounted && 'total' in shape ? [reference('Prefer')] : []),
    ]
  }
  return [...path, ...(version ? [reference('IfMatch')] : []), reference('IdempotencyKey')]
}

/** A parameter of the path. */
export function pathParameter(name: string, schema: JsonSchema, definition: Definition | undefined): Parameter {
  const about = definition ? `of the ${definition.labels.one}` : 'of the row'
  return {
    name,
    in: 'path',
    required: true,
    description: `The ${name === 'id' ? 'id' : `\`${name}\``} ${about}.`,
    schema,
    example: exampleOf(schema, name),
  }
}

const words: Readonly<Record<string, string>> = {
  cursor: '`nextCursor` of the page before. Better, follow the `Link` header.',
  limit: 'At most so many rows.',
  offset:
    'Rows to skip, for pages with numbers. Not with `cursor`, which is quicker and stays right while rows come and go.',
  search: 'Words to look for; without `sort` the best matches come first.',
  highlights: 'Whether the answer says where the words were found.',
  sort: 'Fields to sort by, with `-` for descending.',
  format: 'How the rows stand in the file.',
  isTrash: 'Lists what was removed instead.',
}

const comparators: Readonly<Record<string, string>> = {
  equals: 'is',
  not: 'is not',
  in: 'is one of',
  gt: 'is greater than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  contains: 'contains, in whatever case,',
  has: 'has',
  hasSome: 'has one of',
  hasEvery: 'has each of',
  isEmpty: 'has no entry, or has some for `false`.',
  path: 'is looked at below these keys.',
}

/** The parameter for a value; for an object one parameter for each property, with its name in brackets. */
export function queryParameters(name: string, given: z.ZodType, definition: Definition | undefined): Parameter[] {
  const { schema, isOptional } = bare(given)
  if (schema instanceof z.ZodObject) {
    const shape = shapeOf(schema) ?? {}
    const alone = ['equals', 'has'].find((key) => key in shape)
    const condition = alone === undefined ? undefined : shape[alone]
    return [
      ...(condition ? [leaf(name, condition, { definition, isOptional: true })] : []),
      ...Object.entries(shape)
        .filter(([key]) => key !== alone)
        .flatMap(([key, below]) => queryParameters(`${name}[${key}]`, below, definition)),
    ]
  }
  return [leaf(name, given, { definition, isOptional })]
}

function leaf(
  name: string,
  given: z.ZodType,
  { definition, isOptional }: { definition: Definition | undefined; isOptional: boolean },
): Parameter {
  const { description, ...rest } = jsonSchemaOf(given, 'input')
  const schema = asText(rest)
  const isList = schema.type === 'array'
  return {
    name,
    in: 'query',
    description:
      (description ?? describe(name, definition)) +
      (isList
        ? ' Several with commas between them; a comma within a value is sent as `%2C`. Or the parameter once for each, with `[]` behind its name or without; then a comma belongs to the value.'
        : ''),
    ...(!isOptional && { required: true }),
    schema,
    ...(isList && { style: 'form', explode: false }),
    ...(!isOptional && { example: exampleOf(schema, name) }),
  }
}

/** In a query, null is written as the word. */
function asText(schema: JsonSchema): JsonSchema {
  if (!isNullable(schema)) return schema
  const other = withoutNull(schema)
  return other.type === 'string' && other.format === undefined && other.enum === undefined
    ? { ...other, description: '`null` for nothing' }
    : { anyOf: [other, { type: 'string', const: 'null' }] }
}

function describe(name: string, definition: Definition | undefined): string {
  const [top = '', filter, by] = name.replaceAll(']', '').split('[')
  if (top !== 'filter' || filter === undefined || !definition) return words[name] ?? `\`${name}\`.`
  const question = definition.questions[filter]
  if (question) return question.hint ?? `Rows of \`${filter}\`.`
  const field = definition.filters[filter]?.field
  const comparator = by ?? (field?.kind === 'names' || field?.kind === 'list' ? 'has' : 'equals')
  const what = isSentence(by) ? '' : isOfSeveral(by) ? ' these.' : ' this.'
  return `Rows whose \`${filter}\` ${comparators[comparator] ?? comparator}${what}${hint(field)}`
}

const isSentence = (by: string | undefined) => by === 'path' || by === 'isEmpty'
const isOfSeveral = (by: string | undefined) => by === 'in' || by === 'hasSome' || by === 'hasEvery'

const json = ' A number, `true`, `false` or a text; a text that reads like one of these is sent in double quotes.'

const hint = (field: Field | undefined) =>
  (field?.kind === 'json' ? json : '') + (field?.hint === undefined ? '' : ` ${field.hint}`)
