import { z } from 'zod'

/** A schema without its optional, nullable and default wrappers; of a pipe, the side that the client writes. */
export interface Bare {
  readonly schema: z.ZodType
  readonly isOptional: boolean
  readonly isNullable: boolean
}

/** Removes the wrappers of a schema. */
export function bare(given: z.ZodType): Bare {
  let schema = given
  let isOptional = false
  let isNullable = false
  for (;;) {
    if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
      isOptional = true
      schema = schema.def.innerType as z.ZodType // zod's core type of the same schema
    } else if (schema instanceof z.ZodNullable) {
      isNullable = true
      schema = schema.def.innerType as z.ZodType // as above
    } else if (schema instanceof z.ZodReadonly || schema instanceof z.ZodNonOptional || schema instanceof z.ZodCatch) {
      schema = schema.def.innerType as z.ZodType // as above
    } else if (schema instanceof z.ZodPipe) {
      schema = (schema.def.in instanceof z.ZodTransform ? schema.def.out : schema.def.in) as z.ZodType // as above
    } else {
      return { schema, isOptional, isNullable }
    }
  }
}

/** The fields of an object, or undefined when the schema is of something else. */
export function shapeOf(given: z.ZodType): Readonly<Record<string, z.ZodType>> | undefined {
  const { schema } = bare(given)
  return schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : undefined // zod's core type
}

/** Whether there is no input. */
export function isNothing(given: z.ZodType): boolean {
  const { schema } = bare(given)
  return schema instanceof z.ZodVoid || schema instanceof z.ZodUndefined
}
