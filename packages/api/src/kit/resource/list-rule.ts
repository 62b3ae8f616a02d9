import type { Rule } from '@plinth/core/rule'
import type { Rules } from './definition.ts'

/** The rule of lists: the rows that the actor may read, if the actor may list at all. */
export function listRule({ read, list = () => true }: Rules): Rule {
  return (actor) => (list(actor) ? read(actor) : false)
}
