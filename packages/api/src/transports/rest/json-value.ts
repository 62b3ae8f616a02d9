import { z } from 'zod'
import { readBigint } from '../../kit/resource/bigint.ts'
import { readTime } from '../../kit/resource/values.ts'
import { bare } from '../../kit/schemas.ts'

type Reader = (value: unknown) => unknown

const readers = new WeakMap<z.ZodType, Reader | 'none'>()

/**
 * Creates a function that converts JSON into the values that a schema takes: dates and bigints are text in JSON. Undefined when the schema takes plain
 * JSON. A value that does not fit stays unchanged, and the schema refuses it.
 */
export function jsonReader(given: z.ZodType): Reader | undefined {
  const { schema } = bare(given)
  let reader = readers.get(schema)
  if (!reader) {
    readers.set(schema, 'none') // A recursive schema: dates within it cannot be told from texts, and none of our recursive schemas has any.
    reader = made(schema) ?? 'none'
    readers.set(schema, reader)
  }
  return reader === 'none' ? undefined : reader
}

function made(schema: z.ZodType): Reader | undefined {
  if (schema instanceof z.ZodDate) return (value) => (typeof value === 'string' ? (readTime(value) ?? value) : value)
  if (schema instanceof z.ZodBigInt) return readBigint
  if (schema instanceof z.ZodLazy) return jsonReader(schema.unwrap() as z.ZodType) // zod's core type of the same schema
  if (schema instanceof z.ZodObject) return objectReader(schema.shape as Record<string, z.ZodType>) // as above
  if (schema instanceof z.ZodArray) {
    const item = jsonReader(schema.element as z.ZodType) // as above
    return item && ((value) => (Array.isArray(value) ? value.map(item) : value))
  }
  if (schema instanceof z.ZodRecord) {
    const entry = jsonReader(schema.valueType as z.ZodType) // as above
    return entry && ((value) => (isRecord(value) ? mapped(value, () => entry) : value))
  }
  return schema instanceof z.ZodUnion ? unionReader(schema.options as z.ZodType[]) : undefined // as above
}

function objectReader(shape: Readonly<Record<string, z.ZodType>>): Reader | undefined {
  const fields = new Map<string, Reader>()
  for (const [name, schema] of Object.entries(shape)) {
    const reader = jsonReader(schema)
    if (reader) fields.set(name, reader)
  }
  if (fields.size === 0) return undefined
  return (value) => (isRecord(value) ? mapped(value, (name) => fields.get(name)) : value)
}

/** The first option that accepts the value decides how it is converted. */
function unionReader(options: readonly z.ZodType[]): Reader | undefined {
  const each = options.map((option) => ({ option, read: jsonReader(option) }))
  if (each.every(({ read }) => read === undefined)) return undefined
  return (value) => {
    for (const { option, read } of each) {
      const made = read ? read(value) : value
      if (option.safeParse(made).success) return made
    }
    return value
  }
}

/** `Object.fromEntries` creates an own property for any name, even `__proto__`, without changing the prototype. */
function mapped(value: object, readerOf: (name: string) => Reader | undefined): object {
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, (readerOf(name) ?? same)(entry)]))
}

const same: Reader = (value) => value

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
