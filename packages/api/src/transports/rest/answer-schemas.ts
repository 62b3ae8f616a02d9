import { z } from 'zod'
import type { Definition } from '../../kit/resource/definition.ts'

const piece = z.object({ text: z.string(), isFound: z.boolean() })

function pageOf({ schemas, search }: Definition) {
  return z.object({
    items: z.array(schemas.listed),
    nextCursor: z.string().nullable(),
    total: z.int().nullable(),
    isTotalExact: z.boolean(),
    ...(search.length > 0 && {
      highlights: z
        .array(z.object(Object.fromEntries(search.map((name) => [name, z.array(piece).optional()]))))
        .optional(),
    }),
  })
}

const fieldsAsTheyWere = z.record(z.string(), z.json()).nullable()

const history = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      type: z.string(),
      createdAt: z.date(),
      actor: z.object({
        type: z.string(),
        id: z.uuid().nullable(),
        keyId: z.uuid().nullable(),
        impersonatorId: z.uuid().nullable(),
      }),
      requestId: z.string(),
      before: fieldsAsTheyWere,
      after: fieldsAsTheyWere,
    }),
  ),
  nextCursor: z.string().nullable(),
})

const refusal = z.object({
  code: z.string(),
  message: z.string(),
  fields: z.record(z.string(), z.array(z.string())).optional(),
})

function batchOf(row: z.ZodType) {
  const result = z.discriminatedUnion('isOk', [
    z.object({ isOk: z.literal(true), row }),
    z.object({ isOk: z.literal(false), error: refusal }),
  ])
  return z.object({ isCommitted: z.boolean(), results: z.array(result) })
}

/** What a resource's own verb answers: it declares no output, because its statement selects the declared fields and nothing else. */
export function answerSchema(definition: Definition, verb: string): z.ZodType {
  const { schemas } = definition
  switch (verb) {
    case 'get':
      return schemas.row
    case 'list':
      return pageOf(definition)
    case 'remove':
    case 'purge':
      return z.object({ id: z.uuid() })
    case 'history':
      return history
    case 'createMany':
    case 'updateMany':
      return batchOf(schemas.written)
    case 'removeMany':
      return batchOf(z.object({ id: z.uuid() }))
    case 'revert':
      return schemas.written.extend({ notRestored: z.array(z.string()) })
    default:
      return schemas.written
  }
}
