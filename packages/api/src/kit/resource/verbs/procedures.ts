import { mutation, query } from '../../base-procedures.ts'
import { conflictsOf } from '../conflicts-of.ts'
import type { Definition } from '../definition.ts'
import { standardVerbs } from './table.ts'
import type { Verb } from './verb.ts'

/** The procedures that the table of verbs gives a resource: those of every resource, or those of a trash. */
export function standardProcedures(definition: Definition, group: keyof typeof standardVerbs) {
  const verbs: readonly Verb[] = Object.values(standardVerbs[group])
  return Object.fromEntries(verbs.map((verb) => [verb.name, procedureOf(definition, verb)]))
}

function procedureOf(definition: Definition, verb: Verb) {
  const base = {
    rule: verb.rule(definition.rules),
    input: verb.input(definition),
    meta: { resource: definition, verb: verb.name },
  }
  if (verb.kind === 'query') return query(base, verb.work(definition))
  const { retry } = definition.writing
  const conflicts = conflictsOf(definition)
  const { transaction } = verb
  const event = `${definition.name}.${verb.event}`
  const fromJson = verb.fromJson?.(definition)
  return mutation({ ...base, event, conflicts, retry, fromJson, transaction }, verb.work(definition))
}
