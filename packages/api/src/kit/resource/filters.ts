import type { Actor } from '@plinth/core/actor'
import { normalise, type Predicate } from '@plinth/core/where'
import type { Definition, Field, Filter } from './definition.ts'
import { isCode } from './readable.ts'

/** The filters of a resource, from the names that it allows. */
export function filtersOf(fields: Definition['fields'], names: readonly string[]): Record<string, Filter> {
  return Object.fromEntries(names.map((name) => [name, filterOf(fields, name)]))
}

function filterOf(fields: Definition['fields'], name: string): Filter {
  const path = name.split('.')
  const [own = '', other] = path
  const field = fields[own]
  const found = other === undefined ? field : field?.target?.definition.fields[other]
  if (!field || !found || path.length > 2)
    throw new Error(`${name} cannot be filtered by: it is not a field of the resource.`)
  // An actor who may not see a value must not be able to find it out by filtering.
  if (field.rule ?? found.rule)
    throw new Error(`${name} cannot be filtered by: not everyone who reads the row may see it.`)
  if (found.unindexed !== undefined) throw new Error(`${name} cannot be filtered by: ${found.unindexed}.`)
  if (found.kind !== 'names' && found.comparators.length === 0) throw new Error(`${name} cannot be filtered by.`)
  const comparators = isCode(found) ? found.comparators.filter((by) => by !== 'contains') : found.comparators
  return { name, field: { ...found, comparators }, path }
}

/**
 * A client's filter as a predicate, in the order of the declaration, so that equal filters have the same shape. A filter through a relation
 * sees only what the actor may see there.
 */
export function filterPredicate(
  { filters, questions, fields }: Definition,
  given: Readonly<Record<string, unknown>>,
  actor: Actor,
): boolean | Predicate {
  const parts: (boolean | Predicate)[] = []
  for (const [name, { path, field }] of Object.entries(filters)) {
    const condition = given[name]
    if (condition === undefined) continue
    const [own = '', other] = path
    const relation = other === undefined ? undefined : fields[own]
    const asked = conditionsOf(field, clean(condition))
    if (other === undefined) parts.push(...asked.map(({ predicate }) => predicate))
    // With several related rows, one of them must satisfy the whole filter.
    else if (relation?.kind !== 'one')
      parts.push(
        through(relation, own, { predicate: allOf(asked.map(({ predicate }) => predicate)), isNegative: false, actor }),
      )
    else parts.push(...asked.map((part) => through(relation, own, { ...part, actor })))
  }
  for (const [name, question] of Object.entries(questions)) {
    // Parsed by its schema.
    if (given[name] !== undefined) parts.push(normalise(question.rows(given[name] as never, actor)))
  }
  return allOf(parts)
}

function through(
  field: Field | undefined,
  relation: string,
  { predicate, isNegative, actor }: Asked & { actor: Actor },
): boolean | Predicate {
  const target = field?.target?.definition
  if (!target) return false
  const seen = allOf([normalise(target.rules.read(actor)), !target.isSoft || notRemoved])
  const of = allOf([predicate, seen])
  const name = field.relation ?? relation
  const some = of !== false && ({ op: 'some', relation: name, of } as const)
  // A relation that leads nowhere, or to a row that the actor may not see, reads null, and null is not equal to the value.
  if (!isNegative || (seen === true && !field.isNullable)) return some
  const none = seen === false || ({ op: 'none', relation: name, of: seen } as const)
  return anyOf([some, none])
}

function anyOf(parts: readonly (boolean | Predicate)[]): boolean | Predicate {
  if (parts.includes(true)) return true
  const open = parts.filter((part) => typeof part !== 'boolean')
  const [only] = open
  if (!only) return false
  return open.length === 1 ? only : { op: 'or', of: open }
}

/** Excludes rows in the trash. */
const notRemoved: Predicate = { op: 'compare', by: 'equals', field: 'removedAt', value: null }

/** zod leaves keys that were given as undefined. */
const clean = (condition: unknown) =>
  Object.fromEntries(Object.entries(Object(condition)).filter(([, value]) => value !== undefined))

/** A part of a filter, and whether null satisfies it. */
interface Asked {
  readonly predicate: boolean | Predicate
  readonly isNegative: boolean
}

/**
 * The comparisons of a filter. `not` with a value includes null: a missing value is not equal to the value, and people who filter by "not done" expect
 * these rows too. In rules `not` has the meaning of SQL and Prisma, where null satisfies nothing: widening a rule would widen access.
 */
function conditionsOf(field: Field, condition: Record<string, unknown>): Asked[] {
  const { not, ...others } = condition
  if (field.kind === 'names' || not === undefined || not === null)
    return [{ predicate: conditionPredicate(field, condition), isNegative: false }]
  const { path } = others
  const at = (comparison: object) => conditionPredicate(field, { ...comparison, ...(path !== undefined && { path }) })
  const differs = at({ not })
  const isMaybeNull = field.isNullable || path !== undefined
  const negative = { predicate: isMaybeNull ? anyOf([differs, at({ equals: null })]) : differs, isNegative: true }
  const rest = Object.keys(others).filter((by) => by !== 'path')
  return rest.length === 0
    ? [negative]
    : [{ predicate: conditionPredicate(field, others), isNegative: false }, negative]
}

function conditionPredicate(field: Field, condition: Record<string, unknown>): boolean | Predicate {
  const { computed } = field
  if (computed) return asComputed(normalise({ computed: condition }), computed)
  if (field.kind !== 'names') return normalise({ [field.columns[0] ?? '']: condition })
  const [links = '', to = '', column = ''] = field.path ?? []
  const { has, hasEvery } = condition
  const wanted = [has, hasEvery].flat().filter((name) => typeof name === 'string')
  return allOf(
    wanted.map((value) => ({
      op: 'some',
      relation: links,
      of: { op: 'some', relation: to, of: { op: 'compare', by: 'equals', field: column, value } },
    })),
  )
}

/** Comparisons of one field as those of its SQL. */
function asComputed(
  predicate: boolean | Predicate,
  { sql, type }: NonNullable<Field['computed']>,
): boolean | Predicate {
  if (typeof predicate === 'boolean') return predicate
  if (predicate.op === 'compare') return { ...predicate, computed: { sql, type } }
  return predicate.op === 'and'
    ? allOf(predicate.of.map((part) => asComputed(part, { sql, type, isMaybeNull: true })))
    : predicate
}

/** All of them hold. */
export function allOf(parts: readonly (boolean | Predicate)[]): boolean | Predicate {
  const open = parts.filter((part) => part !== true)
  if (open.includes(false)) return false
  const [only] = open
  if (only === undefined) return true
  return open.length === 1 ? only : { op: 'and', of: open.filter((part) => typeof part !== 'boolean') }
}
