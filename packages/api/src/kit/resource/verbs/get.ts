import type { Column } from '@plinth/db/model'
import { z } from 'zod'
import { bigintInput } from '../bigint.ts'
import type { Definition, Params } from '../definition.ts'
import { findOne } from '../find-one.ts'
import type { QueryVerb } from './verb.ts'

/** Reads one row by one of its keys. */
export const get: QueryVerb<'get'> = {
  name: 'get',
  kind: 'query',
  rows: 'one',
  rule: ({ read }) => read,
  input: keyInput,
  output: ({ schemas }) => schemas.row,
  rest: { method: 'GET', path: '/{id}', hasPlaceByKey: true },
  words: {
    summary: ({ one }) => `Read one ${one}`,
    success: 'The row.',
    answerName: (row) => row,
  },
  contract: {
    // Its schema takes all of its keys and then wants exactly one.
    input: ({ keys, model }) =>
      keys.map((key) => `{ ${key}: ${keyTypes[model.columns[key]?.type ?? ''] ?? 'string'} }`).join(' | '),
  },
  console: 'screen',
  work(definition) {
    const find = findOne(definition, Object.keys(definition.fields))
    return ({ db, input, actor, access }) => find(db, input as Params, { actor, rule: access.take() }) // by keyInput
  },
}

/** The types of keys that are not text, by Prisma's names. */
const keyTypes: Readonly<Record<string, string>> = { Int: 'number', BigInt: 'bigint' }

/** The length limit of a text key: a longer text is not a valid key. */
const maxKey = 500

/** Exactly one of the keys. */
function keyInput({ keys, model }: Definition): z.ZodType {
  const schemas = keys.map((key) => [key, keySchema(model.columns[key]).optional()])
  return z
    .strictObject(Object.fromEntries(schemas))
    .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, {
      error: `Expected exactly one of ${keys.join(', ')}.`,
    })
}

function keySchema(column: Column | undefined): z.ZodType {
  if (column?.sql === 'uuid') return z.uuid()
  if (column?.type === 'BigInt') return bigintInput()
  return column?.type === 'Int' ? z.int32() : z.string().min(1).max(maxKey)
}
