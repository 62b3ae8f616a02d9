import { type CommonTableExpressionStep, type Expression, fragment, withSteps } from '@plinth/db/fragment'
import type { Build } from '@plinth/db/statement'

/** An idempotency key as a parameter of the statement that stores it. */
export interface KeyParams {
  'key.hash'?: string | undefined
  'key.inputHash'?: string | undefined
}

/** A key as it is stored: a digest of the key and a digest of the input sent with it. */
export interface Keyed {
  hash: string
  inputHash: string
}

/** The key of a call that runs one statement. That statement must store the key, so that key, row, event and answer commit together. */
export class KeyUse {
  readonly #keyed: Keyed
  #isTaken = false

  constructor(keyed: Keyed) {
    this.#keyed = keyed
  }

  /** The parameters for the statement. */
  take(): KeyParams {
    this.#isTaken = true
    return { 'key.hash': this.#keyed.hash, 'key.inputHash': this.#keyed.inputHash }
  }

  /** @throws Error when no statement has stored the key: a repeated call would write again */
  assertTaken(path: string): void {
    if (!this.#isTaken)
      throw new Error(
        `${path} has not stored its idempotency key: declare it without \`fromJson\`, or use runChange().`,
      )
  }
}

/** The unique constraint that a repeated key violates. */
export const keyConstraint = 'idempotency_keys_pkey'

interface Answered {
  steps: Record<string, CommonTableExpressionStep>
  /** The last query of the statement, which returns the answer of the call. */
  answer: Expression<unknown>
  /** Whether a row of `answer` is the answer of a completed write. */
  isDone: Expression<unknown>
  /** Columns of `answer` that are not part of the answer. */
  besides: readonly string[]
}

/**
 * `with` the steps, then the answer. In a shape with a key, the statement also stores key and answer; a repeated key violates `keyConstraint`, and
 * the whole statement is rolled back.
 */
export function withKey<Row>(q: Build<KeyParams>, { steps, answer, isDone, besides }: Answered) {
  if (!q.has('key.hash')) return withSteps<Row>(steps, answer)
  const stored = fragment`to_jsonb("answer") - array[${fragment.list(besides.map(fragment.constant))}]::text[]`
  return withSteps<Row>(
    {
      ...steps,
      answer,
      key: fragment`insert into "idempotency_keys" ("hash", "inputHash", "answer")
        select ${q.param('key.hash')}::text, ${q.param('key.inputHash')}::text, jsonb_build_object('row', ${stored})
        from "answer" where ${isDone}`,
    },
    fragment`select * from "answer"`,
  )
}
