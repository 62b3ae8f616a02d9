import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import type { Rule } from '@plinth/core/rule'
import { normalise } from '@plinth/core/where'
import type { RowRule } from '@plinth/db/statement'

/**
 * Decides a rule for an actor as far as possible without the row. The statement checks the rest.
 * @throws PlinthError `SIGN_IN_REQUIRED` or `FORBIDDEN`
 */
export function decide(rule: Rule, actor: Actor): RowRule {
  const answer = normalise(rule(actor))
  if (answer !== false) return answer
  throw new PlinthError(actor.type === 'anonymous' ? 'SIGN_IN_REQUIRED' : 'FORBIDDEN')
}

/**
 * The row rule of one call, passed to the feature, which takes it for a statement. A call that ends without having taken a rule that
 * needs the row is refused, so that a forgotten rule fails on its first use instead of exposing every row.
 */
export class Access {
  readonly #rule: RowRule
  readonly #path: string
  #isTaken: boolean

  /** @param path the procedure, for the message of `assertTaken` */
  constructor(rule: RowRule, path: string) {
    this.#rule = rule
    this.#path = path
    this.#isTaken = rule === true
  }

  take(): RowRule {
    this.#isTaken = true
    return this.#rule
  }

  /** The same rule, not taken yet, for a retry of the same call. */
  anew(): Access {
    return new Access(this.#rule, this.#path)
  }

  /** @throws PlinthError `INTERNAL` when the row rule was not taken */
  assertTaken(): void {
    if (this.#isTaken) return
    throw new PlinthError('INTERNAL', {
      cause: new Error(
        `${this.#path} has a rule over rows and ran no statement with it: pass access.take() to the statement.`,
      ),
    })
  }
}
