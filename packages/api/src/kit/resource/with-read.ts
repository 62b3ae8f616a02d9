import { isDeepStrictEqual } from 'node:util'
import { all, type Rule } from '@plinth/core/rule'

type Answer = ReturnType<Rule>

/**
 * The rule, for rows that the actor may read: an unreadable row is treated as missing. If one of the two conditions implies the other, only
 * that one is used, so that the statement of a write does not check anything twice.
 */
export function withRead(read: Rule, rule: Rule): Rule {
  return (actor) => {
    const [reading, own] = [read(actor), rule(actor)]
    if (reading === false || own === false) return false
    if (reading === true || isPartOf(own, reading)) return own
    return all(
      () => reading,
      () => own,
    )(actor)
  }
}

/** Whether `where` holds wherever `part` does, as far as their forms show: both are the same, or one of its branches is. */
function isPartOf(part: Answer, where: Answer): boolean {
  if (isDeepStrictEqual(part, where)) return true
  if (typeof where === 'boolean' || !Array.isArray(where.OR) || Object.keys(where).length !== 1) return false
  return where.OR.some((branch) => isDeepStrictEqual(part, branch))
}
