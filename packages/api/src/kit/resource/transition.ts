import { mutation } from '../base-procedures.ts'
import { runChange } from '../change.ts'
import { DeclarationError } from './declaration-error.ts'
import type { Definition, Params } from './definition.ts'
import { assertOwnVerb } from './own-verb.ts'
import { setParam } from './parameters.ts'
import { type RowAddress, rowAddress } from './row-address.ts'
import { verbRule } from './rules.ts'
import { storedRow } from './stored-answer.ts'
import { assertValidChange } from './validation.ts'
import type { TransitionOptions } from './verb-types.ts'
import { setFollowed, writeOf } from './write-params.ts'
import { updating } from './write-plans.ts'

/** A placeholder for the time of the transaction. */
export const now = Symbol('now')

/**
 * A verb of one row that sets columns to constants, such as `publish`.
 * @throws Error at start when it sets what the model does not have
 */
export function transitionVerb(definition: Definition, { event, rule, set, verb }: TransitionOptions) {
  assertOwnVerb(definition, verb)
  assertSettable(definition, verb, set)
  const isNow = Object.keys(set).filter((column) => set[column] === now)
  const values = Object.entries(set).filter(([column]) => !isNow.includes(column))
  const name = `${definition.name}.${event}`
  const changed = updating(definition, name, { isNow, isRuledAfter: false })
  const { conflicts, retry } = definition.writing
  const meta = { resource: definition, verb }
  return mutation(
    {
      rule: verbRule(definition, rule),
      input: rowAddress,
      event: name,
      conflicts,
      retry,
      meta,
      fromJson: storedRow(definition),
    },
    async (call, { attempt }) => {
      const { id, version } = call.input as RowAddress // by its schema
      const access = call.access.take()
      const { checks } = writeOf(definition, {}, { actor: call.actor, rule: access })
      const params: Params = { id, version }
      for (const [column, value] of values) params[setParam(column)] = value
      const time = new Date()
      const times = Object.fromEntries(isNow.map((column) => [column, time]))
      const columns = { ...set, ...times, ...setFollowed(definition, params, { id, attempt, times }) }
      await assertValidChange(definition, call, { id, version, rule: access, params, columns })
      return runChange(changed, call, { params, checks })
    },
  )
}

function assertSettable({ name, model }: Definition, verb: string, set: TransitionOptions['set']): void {
  for (const [column, value] of Object.entries(set)) {
    const known = model.columns[column]
    if (!known) throw new DeclarationError(name, `${name}.${verb} sets ${column}: ${model.name} has no such column.`)
    const { values } = known
    if (values && !known.isList && value !== null && !values.includes(String(value)))
      throw new Error(`${name}.${verb} sets ${column} to ${String(value)}: expected one of ${values.join(', ')}.`)
  }
}
