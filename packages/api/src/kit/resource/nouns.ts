import { modelOf } from '@plinth/db/where'
import type { Definition } from './definition.ts'

/** The resources of this process, by model. A resource cannot import each one that refers to it: that would be a cycle. */
const known = new Map<string, Definition[]>()

/** Makes a resource known to those that count its rows. */
export function addNoun(definition: Definition): void {
  const { name } = definition.model
  known.set(name, [...(known.get(name) ?? []), definition])
}

/**
 * The resource that shows the rows of a model, whose read rule holds for them.
 * @throws Error when there is none, or when there are several and `noun` does not name one of them
 */
export function nounOf(model: string, noun: string | undefined): Definition {
  const all = known.get(modelOf(model).name) ?? []
  if (all.length === 0)
    throw new Error(`No resource shows rows of ${model}, so no rule says who may count them. Declare a resource.`)
  const found = noun === undefined ? all : all.filter(({ name }) => name === noun)
  const [only] = found
  if (only && found.length === 1) return only
  const names = [...new Set(all.map(({ name }) => name))].join(', ')
  if (!only) throw new Error(`${noun} does not show rows of ${model}. Expected one of ${names}.`)
  // By whose rule the rows count must not depend on which was declared last.
  if (noun !== undefined) throw new Error(`Several resources of ${model} are called ${noun}: give one another name.`)
  throw new Error(`Several resources show rows of ${model}, each by its own rule: name one of ${names} as \`noun\`.`)
}
