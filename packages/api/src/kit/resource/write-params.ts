import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { normalise, type Predicate } from '@plinth/core/where'
import type { Definition, Params } from './definition.ts'
import { allOf } from './filters.ts'
import { followed } from './followed.ts'
import { givenMark, setParam } from './parameters.ts'
import { referenceChecks } from './references.ts'
import { decideChecks } from './select.ts'

/** The parameters of a write, and the predicates that its statement needs. */
export interface Write {
  readonly params: Params
  readonly checks: Record<string, boolean | Predicate>
}

/**
 * The parameters and checks of a write of these values.
 * @throws PlinthError `FORBIDDEN` for a field that this actor may not write
 */
export function writeOf(
  definition: Definition,
  values: Readonly<Record<string, unknown>>,
  { actor, rule }: { actor: Actor; rule: boolean | Predicate },
): Write {
  const fieldRules = Object.entries(definition.fields).flatMap(([name, field]) =>
    field.rule && values[name] !== undefined ? [fieldRule(name, normalise(field.rule(actor)))] : [],
  )
  const { params, checks } = valuesOf(definition, values, actor)
  return { params, checks: { ...checks, rule: allOf([rule, ...fieldRules]) } }
}

/** The parameters and checks of values that the server sets: field rules are not checked. References are checked, as in every write. */
export function valuesOf(definition: Definition, values: Readonly<Record<string, unknown>>, actor: Actor): Write {
  const params: Params = {}
  for (const [name, field] of Object.entries(definition.fields)) {
    const value = values[name]
    if (value === undefined) continue
    if (field.target) params[setParam(field.columns[0] ?? '')] = value
    else for (const [column, stored] of Object.entries(field.store?.(value) ?? {})) params[setParam(column)] = stored
    if (!field.steps) continue
    params[givenMark(name)] = true
    Object.assign(params, field.params?.(value))
  }
  const references = referenceChecks(definition, (column) => params[setParam(column)] !== undefined, actor)
  return { params, checks: { ...decideChecks(definition, definition.returns, actor), ...references } }
}

/**
 * Adds to the parameters of an update the columns that follow those that it sets, and returns them; `times` are columns that the statement sets to its own
 * time.
 */
export function setFollowed(
  definition: Definition,
  params: Params,
  { times, ...at }: { id: string; attempt?: number; times?: Params },
): Params {
  const set = Object.keys(definition.model.columns).map((column): [string, unknown] => [
    column,
    params[setParam(column)],
  ])
  const following = followed(definition, { ...Object.fromEntries(set), ...times }, at)
  for (const [column, value] of Object.entries(following)) params[setParam(column)] = value
  return following
}

function fieldRule(name: string, answer: boolean | Predicate): boolean | Predicate {
  if (answer !== false) return answer
  throw new PlinthError('FORBIDDEN', { fields: { [name]: ['You may not write this field.'] } })
}
