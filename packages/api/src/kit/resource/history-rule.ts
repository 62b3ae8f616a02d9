import { all, nobody, operator, type Rule } from '@plinth/core/rule'
import type { Rules } from './definition.ts'

/**
 * Who may see earlier states of a row. A reader of today may not read what a draft said yesterday, so without a rule `history` these are the people
 * who may update the row, and for rows that nobody may update the operators. It narrows `read`, it does not widen it.
 */
export function historyRule({ read, update, history = update === nobody ? operator : update }: Rules): Rule {
  return all(read, history)
}
