import { z } from 'zod'
import { bigintJson } from '../../../kit/resource/bigint.ts'

/** A schema of OpenAPI 3.1, which is JSON Schema 2020-12. */
export interface JsonSchema {
  $ref?: string
  type?: string | string[]
  format?: string
  pattern?: string
  description?: string
  title?: string
  const?: unknown
  enum?: unknown[]
  default?: unknown
  examples?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean | JsonSchema
  items?: JsonSchema
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
}

/** The schema of an input or output in its JSON form: dates and bigints are text. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const made = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema instanceof z.ZodDate) Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
      // A format says the same in fewer words than zod's pattern for it.
      if (jsonSchema.format !== undefined && jsonSchema.format !== bigintJson.format) delete jsonSchema.pattern
      if (zodSchema instanceof z.ZodBigInt) Object.assign(jsonSchema, bigintJson)
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    },
  })
  const { $schema: _, '~standard': __, $defs = {}, ...rest } = made as Record<string, unknown>
  return inlined(rest, $defs as Definitions, []) as JsonSchema // the form in which toJSONSchema writes our schemas
}

type Definitions = Readonly<Record<string, unknown>>

/** Inlines definitions where they are referenced, because the document has no place for them. A recursive reference accepts anything. */
function inlined(value: unknown, definitions: Definitions, within: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => inlined(item, definitions, within))
  if (typeof value !== 'object' || value === null) return value
  const { $ref } = value as JsonSchema // if it is a reference
  if ($ref?.startsWith('#')) {
    const name = $ref.replace('#/$defs/', '')
    if ($ref === '#' || within.includes(name)) return {}
    return inlined(definitions[name], definitions, [...within, name])
  }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, inlined(entry, definitions, within)]))
}

/** Whether the schema allows null. */
export const isNullable = ({ anyOf = [], type }: JsonSchema) =>
  [type].flat().includes('null') || anyOf.some((option) => option.type === 'null')

/** The schema without null. */
export function withoutNull(schema: JsonSchema): JsonSchema {
  const { anyOf, type, ...rest } = schema
  if (Array.isArray(type)) {
    const others = type.filter((each) => each !== 'null')
    return { ...schema, type: others.length === 1 && others[0] !== undefined ? others[0] : others }
  }
  if (!anyOf) return schema
  const others = anyOf.filter((option) => option.type !== 'null')
  const [only] = others
  return others.length === 1 ? { ...rest, ...only } : { ...rest, anyOf: others }
}
