import { z } from 'zod'
import type { FieldKind } from './definition.ts'
import { decimal } from './values.ts'

/** What a schema is of, where no column says it. */
export interface SchemaKind {
  readonly kind: FieldKind
  /** Of a choice. */
  readonly choices?: readonly string[]
}

/** The kind of a plain value: a boolean, a number, a text, a choice, a date, a time; undefined for anything else. */
export function schemaKind(schema: z.ZodType): SchemaKind | undefined {
  if (schema instanceof z.ZodDate) return { kind: 'dateTime' }
  if (schema instanceof z.ZodBigInt) return { kind: 'bigint' }
  if (schema === decimal) return { kind: 'decimal' }
  const { type, format, enum: choices } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  if (type === 'string' && choices) return { kind: 'choice', choices: choices.map(String) }
  if (type === 'boolean' || type === 'integer' || type === 'number') return { kind: type }
  if (type !== 'string') return undefined
  switch (format) {
    case 'date':
      return { kind: 'date' }
    case 'uuid':
      return { kind: 'id' }
    case 'email':
      return { kind: 'email' }
    case 'uri':
      return { kind: 'url' }
    default:
      return { kind: 'text' }
  }
}
