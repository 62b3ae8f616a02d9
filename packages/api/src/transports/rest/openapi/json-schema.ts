import { z } from 'zod'

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

/** The schema of what is sent (`input`) or answered (`output`), as JSON has it: moments are text. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const made = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema instanceof z.ZodDate) Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
      // Any JSON value: a schema within itself, of which nobody learns more than that.
      if (zodSchema instanceof z.ZodLazy) for (const key of Object.keys(jsonSchema)) delete jsonSchema[key]
      // A format says the same in fewer words than zod's pattern of it.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    },
  })
  const { $schema: _, '~standard': __, $defs: ___, ...rest } = made as Record<string, unknown>
  return rest as JsonSchema // what toJSONSchema writes for the schemas that we have
}

/** Whether null is among its values. */
export const isNullable = ({ anyOf = [], type }: JsonSchema) =>
  [type].flat().includes('null') || anyOf.some((option) => option.type === 'null')

/** The schema of its other values. */
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
