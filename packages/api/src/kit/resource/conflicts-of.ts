import { uniqueConstraint } from '@plinth/db/model'
import type { Conflicts } from '../pipeline/conflict.ts'
import type { Definition } from './definition.ts'
import { perDefinition } from './per-definition.ts'

/**
 * What a broken constraint of a resource means: what it declares, else that a value of the field is taken, for unique constraints of its model whose columns
 * a field writes.
 */
export const conflictsOf: (definition: Definition) => Conflicts = perDefinition((definition) => {
  const { model, fields, creates, updates, writing } = definition
  const written = [...creates, ...updates]
  const taken = model.uniques.flatMap((unique) => {
    const field = written.find((name) => fields[name]?.columns.some((column) => unique.includes(column)))
    return field === undefined ? [] : [[uniqueConstraint(model, unique), { field }]]
  })
  return { ...Object.fromEntries(taken), ...writing.conflicts }
})
