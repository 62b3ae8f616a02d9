import { operator, type Rule } from '@plinth/core/rule'
import type { Predicate } from '@plinth/core/where'
import type { Definition, Rules } from './definition.ts'
import { refusesEveryone } from './rule-columns.ts'
import { withRead } from './with-read.ts'

/**
 * Who may see earlier states of a row: the actors that the `history` rule allows, else those who may update the row, and if nobody may,
 * operators. All of them must also be able to read the row.
 */
export function historyRule({ read, update, history }: Rules): Rule {
  return withRead(read, history ?? (refusesEveryone(update) ? operator : update))
}

/** The columns whose values the events of a resource record in full, so that an earlier state of the row is known from them. */
export function recordedColumns({ fields }: Definition): ReadonlySet<string> {
  const known = Object.values(fields).filter(({ isSecret }) => !isSecret)
  const columns = known.flatMap((field) => field.columns)
  // A value that never changes is the same in every state.
  return new Set([...columns, 'id'])
}

/**
 * A predicate over recorded columns only, which holds only if the given one holds. The earlier content of other tables is
 * unknown: the parts about it count as not fulfilled.
 */
export function knownPart(predicate: boolean | Predicate, known: ReadonlySet<string>): boolean | Predicate {
  if (typeof predicate === 'boolean') return predicate
  switch (predicate.op) {
    case 'and': {
      const parts = predicate.of.map((part) => knownPart(part, known))
      return !parts.includes(false) && { op: 'and', of: parts.filter((part) => typeof part !== 'boolean') }
    }
    case 'or': {
      const parts = predicate.of.map((part) => knownPart(part, known)).filter((part) => typeof part !== 'boolean')
      const [only] = parts
      if (only === undefined) return false
      return parts.length === 1 ? only : { op: 'or', of: parts }
    }
    case 'not':
      return isKnown(predicate.of, known) && predicate
    default:
      return isKnown(predicate, known) && predicate
  }
}

function isKnown(predicate: Predicate, known: ReadonlySet<string>): boolean {
  switch (predicate.op) {
    case 'and':
    case 'or':
      return predicate.of.every((part) => isKnown(part, known))
    case 'not':
      return isKnown(predicate.of, known)
    case 'compare':
      return known.has(predicate.field)
    default:
      return false
  }
}
