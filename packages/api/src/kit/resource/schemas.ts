import { type Comparator, listComparators } from '@plinth/core/where'
import { z } from 'zod'
import { ofKnown } from '../known-names.ts'
import { bigintInput } from './bigint.ts'
import type { Definition, Field, FieldKind } from './definition.ts'
import { calendarDate, decimal, instant } from './values.ts'

/** Longest list of `in`. */
const maxIn = 100

/** The schema of what a filter compares a field with. */
function conditionOf(field: Field): z.ZodType {
  if (field.name) {
    // As names are written, so that they are found however someone types them.
    const { name } = field
    return z
      .strictObject(
        { has: name.optional(), hasEvery: z.array(name).min(1).max(20).optional() },
        ofKnown(['has', 'hasEvery']),
      )
      .refine(isGiven, atLeastOne)
  }
  if (field.item) return listConditionOf(field.item.schema)
  const value = comparable(field)
  const entries = field.comparators.map((by) => [by, comparison(by, value, field).optional()])
  // A JSON column as a whole has no order and is not text: a value in it is compared.
  const path = field.kind === 'json' ? { path: z.array(z.string().min(1).max(100)).min(1).max(5) } : {}
  return z
    .strictObject({ ...Object.fromEntries(entries), ...path }, ofKnown([...field.comparators, ...Object.keys(path)]))
    .refine(isGiven, atLeastOne)
}

/** The schema for filters of a list, which compare its entries. */
const listConditionOf = (entry: z.ZodType) =>
  z
    .strictObject(
      {
        has: entry.optional(),
        hasSome: z.array(entry).min(1).max(maxIn).optional(),
        hasEvery: z.array(entry).min(1).max(20).optional(),
        isEmpty: z.boolean().optional(),
      },
      ofKnown(listComparators),
    )
    .refine(isGiven, atLeastOne)

const isGiven = (condition: object) =>
  Object.entries(condition).some(([key, value]) => key !== 'path' && value !== undefined)
const atLeastOne = 'Expected at least one comparison.'

function comparison(by: Comparator, value: z.ZodType, { isNullable, kind }: Field): z.ZodType {
  if (by === 'in') return z.array(value).max(maxIn)
  if (by === 'contains') return z.string().min(1).max(200)
  const isNull = isNullable || kind === 'json'
  return (by === 'equals' || by === 'not') && isNull ? value.nullable() : value
}

/** What a field is compared with: its value, or the part of it that has an order. */
function comparable({ kind, output, isNullable, computed }: Field): z.ZodType {
  // The schema of a computed field describes its value: a value to compare with only has to have the same type.
  const plain = computed && comparables[kind]
  if (plain) return plain
  if (kind === 'money') return z.int()
  if (kind === 'zonedTime') return instant
  if (kind === 'json') return z.union([z.string().max(1_000), z.number(), z.boolean()])
  if (kind === 'text' || kind === 'email' || kind === 'url' || kind === 'markdown') return z.string().max(1_000)
  if (kind === 'bigint') return bigintInput()
  return isNullable && output instanceof z.ZodNullable ? (output.unwrap() as z.ZodType) : output // zod's core type of the same schema
}

const comparables: Partial<Record<FieldKind, z.ZodType>> = {
  integer: z.int(),
  bigint: bigintInput(),
  number: z.number(),
  decimal,
  date: calendarDate,
  dateTime: instant,
}

/** The schema of a list's filter: exactly the filters and questions that the resource allows. */
export function filterSchema({ filters, questions }: Pick<Definition, 'filters' | 'questions'>): z.ZodObject {
  const conditions = Object.entries(filters).map(([name, { field }]) => [name, conditionOf(field).optional()])
  const asked = Object.entries(questions).map(([name, { input }]) => [name, input.optional()])
  return z.strictObject(
    Object.fromEntries([...conditions, ...asked]),
    ofKnown([...Object.keys(filters), ...Object.keys(questions)]),
  )
}

/**
 * The schema of what a write takes. Of a creation, fields that the model has a default for, and lists, may be left out. Where a row is there already, all may:
 * what is left out stays as it is, also where the schema of the field has a default.
 */
export function inputSchema(
  { fields, model }: Pick<Definition, 'fields' | 'model'>,
  names: readonly string[],
  hasRow: boolean,
): z.ZodObject {
  return z.strictObject(
    Object.fromEntries(
      names.map((name) => {
        const field = fields[name]
        if (!field?.input) throw new Error(`${name} is not a writable field of ${model.name}.`)
        if (hasRow) return [name, (field.input.isOptional() ? z.nonoptional(field.input) : field.input).optional()]
        const isOptional =
          field.isOptional || (field.columns.length > 0 && field.columns.every((column) => hasDefault(model, column)))
        return [name, isOptional ? field.input.optional() : field.input]
      }),
    ),
  )
}

const hasDefault = ({ columns }: Definition['model'], name: string) =>
  columns[name]?.isNullable === true || columns[name]?.hasDefault === true || columns[name]?.isList === true

/** The schema of a row with these fields, as it leaves. */
export function outputSchema({ fields }: Pick<Definition, 'fields'>, names: readonly string[]): z.ZodObject {
  return z.object(
    Object.fromEntries(
      names.map((name) => {
        const field = fields[name]
        if (!field) throw new Error(`The resource has no field ${name}.`)
        return [name, field.rule ? field.output.nullable() : field.output]
      }),
    ),
  )
}
