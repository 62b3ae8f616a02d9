import { type Actor, anonymous } from '@plinth/core/actor'
import type { Rule } from '@plinth/core/rule'
import { normalise } from '@plinth/core/where'

/** Whether a rule refuses anonymous callers, regardless of the row. */
export function isRefusedToAnonymous(rule: Rule | undefined): boolean {
  return rule === undefined || normalise(rule(anonymous)) === false
}

const id = '01990000-0000-7000-8000-000000000000'
const somebody: Actor = { type: 'user', userId: id, sessionId: id, isOperator: false }

/** Whether a rule refuses an ordinary signed-in user, regardless of the row: it is for operators. */
export function isRefusedToUsers(rule: Rule | undefined): boolean {
  return rule !== undefined && normalise(rule(somebody)) === false
}
