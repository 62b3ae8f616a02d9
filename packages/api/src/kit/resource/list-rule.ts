import type { Rule } from '@plinth/core/rule'
import type { Rules } from './definition.ts'

/** Who may list which rows: those that they may read, where they may list at all. */
export function listRule({ read, list = () => true }: Rules): Rule {
  return (actor) => (list(actor) ? read(actor) : false)
}
