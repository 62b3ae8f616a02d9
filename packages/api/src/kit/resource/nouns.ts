import { modelOf } from '@plinth/db/where'
import type { Definition } from './definition.ts'

/** The resources of this process, by model and name. A resource cannot import each one that refers to it: that would be a cycle. */
const known = new Map<string, Map<string, Definition>>()

/** Makes a resource known to those that count its rows. */
export function addNoun(definition: Definition): void {
  const of = known.get(definition.model.name) ?? new Map<string, Definition>()
  known.set(definition.model.name, of.set(definition.name, definition))
}

/**
 * The resource that shows the rows of a model, whose read rule holds for them.
 * @throws Error when there is none, or when there are several and `noun` names none of them
 */
export function nounOf(model: string, noun: string | undefined): Definition {
  const all = [...(known.get(modelOf(model).name)?.values() ?? [])]
  const [only] = all
  const names = all.map(({ name }) => name).join(', ')
  if (!only)
    throw new Error(`No resource shows rows of ${model}, so no rule says who may count them. Declare a resource.`)
  if (noun === undefined) {
    if (all.length === 1) return only
    throw new Error(`Several resources show rows of ${model}, each by its own rule: name one of ${names} as \`noun\`.`)
  }
  const found = all.find(({ name }) => name === noun)
  if (!found) throw new Error(`${noun} does not show rows of ${model}. Expected one of ${names}.`)
  return found
}
