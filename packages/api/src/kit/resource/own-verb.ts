import { DeclarationError } from './declaration-error.ts'
import type { Definition } from './definition.ts'
import { isStandard } from './verbs/table.ts'

/** @throws DeclarationError when a verb of a feature has the name of a standard one: every transport would treat it as the standard one */
export function assertOwnVerb({ name }: Definition, verb: string): void {
  if (isStandard(verb))
    throw new DeclarationError(name, `${name}.${verb} has the name of a standard verb: choose another.`)
}
