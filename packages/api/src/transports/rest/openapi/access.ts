import { anonymous } from '@plinth/core/actor'
import type { Rule } from '@plinth/core/rule'
import { normalise } from '@plinth/core/where'

/** Whether a rule refuses whoever is not signed in, whatever the row. */
export function isRefusedToAnonymous(rule: Rule | undefined): boolean {
  return rule === undefined || normalise(rule(anonymous)) === false
}
