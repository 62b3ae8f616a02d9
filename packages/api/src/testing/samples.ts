import type { ErrorCode } from '@plinth/core/errors'
import type { inferRouterInputs } from '@trpc/server'
import type { AppRouter } from '../router.ts'
import type { TestUser } from './factories.ts'
import type { TestServer } from './test-server.ts'

type Inputs = inferRouterInputs<AppRouter>

/** The code that a call ends with. */
export type Outcome = 'OK' | ErrorCode

/** The outcome for each actor, in this order. A program acts for the author. */
export type Outcomes = readonly [
  anonymous: Outcome,
  stranger: Outcome,
  author: Outcome,
  operator: Outcome,
  program: Outcome,
]

/** The address of a row, with the keys by which a call finds it. */
export interface SampleRow {
  readonly id: string
  readonly version?: number
}

/** The actors and rows that a sample is made for. */
export interface World {
  readonly server: TestServer
  /** The owner of the rows. */
  readonly author: TestUser
  /** The user who calls; undefined for anonymous. */
  readonly caller: TestUser | undefined
  /** Created on first use, because some procedures require that there is no operator. */
  operator(): Promise<TestUser>
  /** A new user who is unrelated to any row. */
  stranger(): Promise<TestUser>
  /** A new row of the author: by the sample of its noun, else by its `create`. */
  row(noun: string): Promise<SampleRow>
}

type Given<Value> = Value | Promise<Value>
type Written<Of, Verb extends string> = Of extends Record<Verb, infer Input extends object> ? Partial<Input> : object
/** Omitted fields are derived from the schema. */
type Some<Input> = Input extends object ? Partial<Input> : Input

/** One call of a procedure. */
export interface Sample<Input = unknown> {
  /** The row that the call names; `row` of the noun when not given. */
  row?(world: World): Given<SampleRow>
  /** The part of the input that cannot be derived from its schema. */
  input?(world: World): Given<Some<Input>>
  /** The outcome for each actor; derived from the rule and the row when not given. */
  readonly outcomes?: Outcomes
  /** For a write: the types of the further events that it records, such as those of rows that an action creates. */
  readonly events?: readonly string[]
  /** Waits for work that the call has started. */
  settle?(world: World, answer: unknown): Promise<unknown>
}

/** By verb, followed by `(words)` where a verb has several calls. */
type Calls<Of> = {
  readonly [Key in (keyof Of & string) | `${keyof Of & string} (${string})`]?: Key extends `${infer Verb} (${string})`
    ? Sample<Verb extends keyof Of ? Of[Verb] : never>
    : Sample<Key extends keyof Of ? Of[Key] : never>
}

/** What the tests that call every procedure cannot derive from the definition of a noun. */
export interface Samples<Name extends keyof Inputs = keyof Inputs> {
  /** A row of the author, where it is not made by `create`. */
  row?(world: World): Given<SampleRow>
  /** The input of `create`, where it cannot be derived from its schema. */
  item?(world: World): Given<Written<Inputs[Name], 'create'>>
  /** The changes of an update, where they cannot be derived from its schema. */
  change?(world: World): Given<Written<Inputs[Name], 'update'>>
  readonly calls?: Calls<Inputs[Name]>
}

/** The samples of all nouns that have any. */
export type AllSamples = { readonly [Name in keyof Inputs]?: Samples<Name> }

/** Outcomes that many verbs share. */
export const everyone: Outcomes = ['OK', 'OK', 'OK', 'OK', 'OK']
export const signedIn: Outcomes = ['SIGN_IN_REQUIRED', 'OK', 'OK', 'OK', 'OK']
/** A procedure that requires a browser session refuses a program's token. */
export const browser: Outcomes = ['SIGN_IN_REQUIRED', 'OK', 'OK', 'OK', 'FORBIDDEN']
export const theAuthor: Outcomes = ['SIGN_IN_REQUIRED', 'NOT_FOUND', 'OK', 'NOT_FOUND', 'OK']
export const theAuthorOrOperator: Outcomes = ['SIGN_IN_REQUIRED', 'NOT_FOUND', 'OK', 'OK', 'OK']
export const operators: Outcomes = ['SIGN_IN_REQUIRED', 'FORBIDDEN', 'FORBIDDEN', 'OK', 'FORBIDDEN']
