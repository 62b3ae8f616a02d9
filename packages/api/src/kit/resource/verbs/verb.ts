import type { Rule } from '@plinth/core/rule'
import type { TransactionOptions } from '@plinth/db/database'
import type { z } from 'zod'
import type { DatabaseCall, MutationCall, WriteAt } from '../../base-procedures.ts'
import type { Definition, Labels, Rules } from '../definition.ts'

/** The REST route of a verb, below the path of its noun. */
export interface RestPlace {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Empty for all rows; `/{id}/restore` for one. */
  readonly path: string
  /** When it went well; 200 when not given. */
  readonly status?: 201 | 204
  /** Each further key of the resource has a place of its own, such as `/by-slug/{slug}`. */
  readonly hasPlaceByKey?: true
  /** The total is asked for in a header: `Prefer: count=exact`. */
  readonly isCounted?: true
  /** Statuses of refusals beside those that every call of its kind may get. */
  readonly refusals?: readonly number[]
}

/** What the API reference says of a verb. */
export interface VerbWords {
  summary(labels: Labels): string
  /** A sentence or two beside what holds for every operation. */
  about?(definition: Definition): string
  /** What a success answers: `The answer.` when not given. */
  readonly success?: string
  /** The name of the answer's schema by the name of a row's: `ArticlePage`. By its operation when not given. */
  answerName?(row: string): string
}

/** How the contract of the client writes a verb's types. What is not given is printed from the schema. */
export interface VerbContract {
  input?(definition: Pick<Definition, 'keys' | 'model'>): string
  /** Types of `shared` in the generator of the contract may be named here. `print` prints a schema. */
  output?(schemas: Definition['schemas'], print: (schema: z.ZodType) => string): string
}

/** A button beside a row, with a dialog that says what will be done. */
export interface VerbButton {
  /** What it does with one row, as a sentence. */
  about(labels: Labels): string
  /** The fields of the resource that the dialog asks for, of those that the verb takes; each may be left empty. */
  fields(definition: Definition): readonly string[]
}

interface Base<Name extends string> {
  readonly name: Name
  /** How many existing rows its input names. If it names any, the rule is checked for them. */
  readonly rows: 'none' | 'one' | 'many'
  /** Who may do it. The console and the access tests check this rule too. */
  rule(rules: Rules): Rule
  input(definition: Definition): z.ZodType
  output(definition: Definition): z.ZodType
  readonly rest: RestPlace
  readonly words: VerbWords
  readonly contract?: VerbContract
  /** `screen`: screens of the console call it where it belongs. */
  readonly console: 'screen' | VerbButton
}

/** A standard verb that reads. */
export interface QueryVerb<Name extends string = string> extends Base<Name> {
  readonly kind: 'query'
  work(definition: Definition): (call: DatabaseCall<unknown>) => Promise<unknown>
}

/** A standard verb that writes. */
export interface MutationVerb<Name extends string = string> extends Base<Name> {
  readonly kind: 'mutation'
  /** The event in the past tense: `updated` makes `articles.updated`. */
  readonly event: string
  work(definition: Definition): (call: MutationCall<unknown>, at: WriteAt<undefined>) => Promise<unknown>
  /** As in `BaseWrite`: its work is one statement, which stores the idempotency key. */
  fromJson?(definition: Definition): (answer: unknown) => unknown
  readonly transaction?: TransactionOptions
}

/** The verbs that every resource has, on every transport. Each verb is one object and one line in the table. */
export type Verb = QueryVerb | MutationVerb
