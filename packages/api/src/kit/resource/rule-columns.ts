import { type Actor, anonymous } from '@plinth/core/actor'
import type { Rule } from '@plinth/core/rule'
import { normalise, type Predicate } from '@plinth/core/where'
import type { Model } from '@plinth/db/model'
import { modelOf } from '@plinth/db/where'

const user: Actor = { type: 'user', userId: crypto.randomUUID(), sessionId: crypto.randomUUID(), isOperator: false }
const actors: readonly Actor[] = [anonymous, user, { ...user, isOperator: true }]

/** Whether a rule refuses each kind of person, whatever the row. */
export const refusesEveryone = (rule: Rule): boolean => actors.every((actor) => normalise(rule(actor)) === false)

/** The first name in what a rule answers to people that the model does not have, such as a column that was renamed. */
export function unknownIn(rule: Rule, model: Model): string | undefined {
  for (const actor of actors) {
    const unknown = unknownInWhere(normalise(rule(actor)), model)
    if (unknown !== undefined) return unknown
  }
  return undefined
}

/** The same of a condition that is the same for everyone. */
export const unknownInWhere = (where: boolean | Predicate, model: Model): string | undefined =>
  typeof where === 'boolean' ? undefined : unknownName(where, model)

/**
 * The first column that a rule over a new row asks for whose default only the database knows: what it will hold is not known where the rule
 * is decided.
 */
export function unforeseenIn(rule: Rule, { columns, relations }: Model): string | undefined {
  const asked = actors.flatMap((actor) => {
    const answer = normalise(rule(actor))
    return typeof answer === 'boolean' ? [] : columnsOf(answer, relations)
  })
  // The id is made before the row is.
  return asked.find((name) => name !== 'id' && columns[name]?.hasDefault && columns[name].preset === undefined)
}

/** The columns of the row itself that a predicate is about. */
function columnsOf(predicate: Predicate, relations: Model['relations']): readonly string[] {
  switch (predicate.op) {
    case 'and':
    case 'or':
      return predicate.of.flatMap((part) => columnsOf(part, relations))
    case 'not':
      return columnsOf(predicate.of, relations)
    case 'some':
    case 'none':
      return relations[predicate.relation]?.from ?? []
    default:
      return [predicate.field]
  }
}

function unknownName(predicate: Predicate, model: Model): string | undefined {
  switch (predicate.op) {
    case 'and':
    case 'or':
      return predicate.of.map((part) => unknownName(part, model)).find((name) => name !== undefined)
    case 'not':
      return unknownName(predicate.of, model)
    case 'some':
    case 'none': {
      const relation = model.relations[predicate.relation]
      if (!relation) return predicate.relation
      return predicate.of === true ? undefined : unknownName(predicate.of, modelOf(relation.model))
    }
    default:
      return model.columns[predicate.field] ? undefined : predicate.field
  }
}
