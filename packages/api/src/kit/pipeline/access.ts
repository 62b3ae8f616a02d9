import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import type { Rule } from '@plinth/core/rule'
import { normalise } from '@plinth/core/where'
import type { RowRule } from '@plinth/db/statement'

/**
 * Decides a rule for an actor as far as that goes without the row. What is left is checked by the statement.
 * @throws PlinthError `SIGN_IN_REQUIRED` or `FORBIDDEN`
 */
export function decide(rule: Rule, actor: Actor): RowRule {
  const answer = normalise(rule(actor))
  if (answer !== false) return answer
  throw new PlinthError(actor.type === 'anonymous' ? 'SIGN_IN_REQUIRED' : 'FORBIDDEN')
}

/**
 * The row rule of one call, handed to the feature. Once taken, it is in a statement; a call that ends without having taken a rule that
 * needs the row is refused, so that a forgotten rule fails on its first try instead of showing everything.
 */
export class Access {
  readonly #rule: RowRule
  #isTaken: boolean

  constructor(rule: RowRule) {
    this.#rule = rule
    this.#isTaken = rule === true
  }

  take(): RowRule {
    this.#isTaken = true
    return this.#rule
  }

  /** @throws PlinthError `INTERNAL` when the row rule was left out */
  assertTaken(path: string): void {
    if (this.#isTaken) return
    throw new PlinthError('INTERNAL', {
      cause: new Error(
        `${path} has a rule over rows and ran no statement with it: pass access.take() to the statement.`,
      ),
    })
  }
}
