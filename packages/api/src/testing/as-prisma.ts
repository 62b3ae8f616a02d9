import type { Predicate } from '@plinth/core/where'
import type { Model } from '@plinth/db/model'
import { modelOf } from '@plinth/db/where'
import { kindOf, type PlainRow } from './random-values.ts'

/** The value of a column in Prisma's form. */
export function toPrisma(column: string, value: unknown): unknown {
  if (value === null || value === undefined) return value
  if (Array.isArray(value) && kindOf(column) !== 'json') return value.map((entry) => toPrisma(column, entry))
  if (kindOf(column) === 'date') return new Date(`${value}T00:00:00Z`)
  return value
}

/** A row from Prisma in the form that a resource returns. */
export function fromPrisma(row: PlainRow): PlainRow {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plainOf(column, value)]))
}

function plainOf(column: string, value: unknown): unknown {
  if (value === null) return null
  if (kindOf(column) === 'date') return (value as Date).toISOString().slice(0, 10) // Prisma reads dates as Date objects
  if (kindOf(column) === 'decimal') return (value as { toFixed(digits: number): string }).toFixed(3) // Prisma's Decimal
  return value
}

/** A predicate as Prisma's `where`, without the forms that Prisma handles incorrectly: empty branches, and patterns in `contains`. */
export function prismaWhere(predicate: boolean | Predicate, model: Model): object {
  if (typeof predicate === 'boolean') return predicate ? {} : { id: { in: [] } }
  switch (predicate.op) {
    case 'and':
      return { AND: predicate.of.map((part) => prismaWhere(part, model)) }
    case 'or':
      return { OR: predicate.of.map((part) => prismaWhere(part, model)) }
    case 'not':
      return { NOT: prismaWhere(predicate.of, model) }
    case 'some':
    case 'none':
      return { [predicate.relation]: relatedWhere(predicate, model) }
    default: {
      const { field, by, value, path } = predicate
      if (path) return { [field]: { path, [by]: value } }
      if (by === 'contains') {
        const contains = String(value).replace(/[\\%_]/g, '\\$&')
        return { [field]: { contains, mode: 'insensitive' } }
      }
      return { [field]: { [by]: toPrisma(field, value) } }
    }
  }
}

function relatedWhere({ op, relation, of }: Extract<Predicate, { op: 'some' | 'none' }>, model: Model): object {
  const known = model.relations[relation]
  if (!known) throw new Error(`${model.name} has no relation ${relation}.`)
  const where = prismaWhere(of, modelOf(known.model))
  if (known.kind === 'many') return { [op]: where }
  return op === 'some' ? { is: where } : { is: null }
}
