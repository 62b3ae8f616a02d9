import type { Rule } from '@plinth/core/rule'
import type { Definition, Rules } from './definition.ts'
import { type Tenancy, tenancyOf } from './tenancy.ts'
import { withRead } from './with-read.ts'

/**
 * The rules of a resource as its verbs take them: each within the tenancy, and what is updated has to be readable. A removal answers with the id alone:
 * an operator may clear up, and people may leave, without reading what they take away.
 */
export function rulesOf(tenancy: Tenancy, declared: Rules): Rules {
  const { within } = tenancyOf(tenancy)
  const { history, list } = declared
  const read = within(declared.read)
  return {
    read,
    ...(list && { list }),
    create: within(declared.create),
    update: withRead(read, within(declared.update)),
    remove: within(declared.remove),
    ...(history && { history: within(history) }),
  }
}

/** The rule of a further verb of one row, such as a transition, an action or a link: within the tenancy, and for rows that the actor may read. */
export function verbRule({ tenancy, rules }: Definition, rule: Rule): Rule {
  return withRead(rules.read, tenancyOf(tenancy).within(rule))
}
