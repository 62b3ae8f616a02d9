import type { Actor } from '@plinth/core/actor'
import type { Predicate } from '@plinth/core/where'
import { normalise } from '@plinth/core/where'
import { type Expression, fragment } from '@plinth/db/fragment'
import type { AddCheck, Definition, Field, ReadPlace } from './definition.ts'

/** A field's value for actors who may see it, and null for others. */
export function visible(place: ReadPlace, name: string, field: Field): Expression<unknown> {
  const value = field.select(place, name)
  if (!field.rule) return value
  return fragment`case when ${place.q.check(`${place.prefix}field ${name}`, place.row)} then ${value} end`
}

/** Fields as the columns of a statement. */
export function columnsOf(
  place: ReadPlace,
  { fields }: Pick<Definition, 'fields'>,
  names: readonly string[],
): Expression<unknown> {
  return fragment.list(
    names.map((name) => fragment`${visible(place, name, fieldOf(fields, name))} as ${fragment.id(name)}`),
  )
}

/** Fields as one JSON object. */
export function jsonRow(
  place: ReadPlace,
  { fields }: Pick<Definition, 'fields'>,
  names: readonly string[],
): Expression<unknown> {
  return fragment.json(names.map((name) => [name, visible(place, name, fieldOf(fields, name))]))
}

/** The rules that reading these fields asks for: of the fields themselves, and of the nouns behind relations. */
export function checksOf(
  { definition, names, prefix }: { definition: Pick<Definition, 'fields'>; names: readonly string[]; prefix: string },
  actor: Actor,
  add: AddCheck,
): void {
  for (const name of names) {
    const field = fieldOf(definition.fields, name)
    if (field.rule) add(`${prefix}field ${name}`, normalise(field.rule(actor)))
    field.checks?.({ prefix, name }, actor, add)
  }
}

/** The same, decided for an actor. */
export function decideChecks(
  definition: Pick<Definition, 'fields'>,
  names: readonly string[],
  actor: Actor,
): Record<string, boolean | Predicate> {
  const checks: Record<string, boolean | Predicate> = {}
  checksOf({ definition, names, prefix: '' }, actor, (name, answer) => {
    checks[name] = answer
  })
  return checks
}

type Reader = (value: unknown) => unknown

/** Makes a row that came as JSON what it is in TypeScript. */
export function jsonReader({ fields }: Pick<Definition, 'fields'>, names: readonly string[]): Reader {
  const readers = names.flatMap((name): [string, Reader][] => {
    const read = fields[name]?.fromJson
    return read ? [[name, read]] : []
  })
  return (value) => {
    if (typeof value !== 'object' || value === null) return value
    for (const [name, read] of readers) Reflect.set(value, name, read(Reflect.get(value, name)))
    return value
  }
}

/** Makes a row of a statement what it is in TypeScript: only the fields that come as JSON need it. */
export function rowReader({ fields }: Pick<Definition, 'fields'>, names: readonly string[]): <Row>(row: Row) => Row {
  const read = jsonReader(
    { fields },
    names.filter((name) => fields[name]?.isJson),
  )
  return <Row>(row: Row) => read(row) as Row // changed in place
}

function fieldOf(fields: Definition['fields'], name: string): Field {
  const field = fields[name]
  if (!field) throw new Error(`The resource has no field ${name}.`)
  return field
}
