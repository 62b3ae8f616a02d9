import type { ErrorCode } from '@plinth/core/errors'
import type { inferRouterInputs } from '@trpc/server'
import type { AppRouter } from '../router.ts'
import type { TestUser } from './factories.ts'
import type { TestServer } from './test-server.ts'

type Inputs = inferRouterInputs<AppRouter>

/** The code that a call ends with. */
export type Outcome = 'OK' | ErrorCode

/** What each actor gets, in this order. A program acts for the author. */
export type Outcomes = readonly [
  anonymous: Outcome,
  stranger: Outcome,
  author: Outcome,
  operator: Outcome,
  program: Outcome,
]

/** The address of a row, with the keys that a call finds it by. */
export interface SampleRow {
  readonly id: string
  readonly version?: number
}

/** For whom a sample is made. */
export interface World {
  readonly server: TestServer
  /** Whose rows they are. */
  readonly author: TestUser
  /** Who calls; undefined for anonymous. */
  readonly caller: TestUser | undefined
  /** Made when it is first asked for: some procedures need that there is none. */
  operator(): Promise<TestUser>
  /** A new user who has nothing to do with any row. */
  stranger(): Promise<TestUser>
  /** A new row of the author: by the sample of its noun, else by its `create`. */
  row(noun: string): Promise<SampleRow>
}

type Given<Value> = Value | Promise<Value>
type Written<Of, Verb extends string> = Of extends Record<Verb, infer Input extends object> ? Partial<Input> : object
/** What is left out follows from the schema. */
type Some<Input> = Input extends object ? Partial<Input> : Input

/** One call of a procedure. */
export interface Sample<Input = unknown> {
  /** The row that is called with; `row` of the noun when not given. */
  row?(world: World): Given<SampleRow>
  /** What of the input does not follow from its schema. */
  input?(world: World): Given<Some<Input>>
  /** Who gets what; what the rule says of the row when not given. */
  readonly outcomes?: Outcomes
  /** Of a write: the types of the events that it leaves besides its own, such as those of rows that an action creates. */
  readonly events?: readonly string[]
  /** Waits for what the call has begun. */
  settle?(world: World, answer: unknown): Promise<unknown>
}

/** By verb; with `(words)` behind it where one call of a verb does not tell all. */
type Calls<Of> = {
  readonly [Key in (keyof Of & string) | `${keyof Of & string} (${string})`]?: Key extends `${infer Verb} (${string})`
    ? Sample<Verb extends keyof Of ? Of[Verb] : never>
    : Sample<Key extends keyof Of ? Of[Key] : never>
}

/** What the tests that call every procedure cannot know of a noun by its definition. */
export interface Samples<Name extends keyof Inputs = keyof Inputs> {
  /** A row of the author, where it does not come from `create`. */
  row?(world: World): Given<SampleRow>
  /** What creating takes, where it does not follow from its schema. */
  item?(world: World): Given<Written<Inputs[Name], 'create'>>
  /** What an update changes, where it does not follow from its schema. */
  change?(world: World): Given<Written<Inputs[Name], 'update'>>
  readonly calls?: Calls<Inputs[Name]>
}

/** Those of all nouns that have any. */
export type AllSamples = { readonly [Name in keyof Inputs]?: Samples<Name> }

/** Outcomes that many verbs share. */
export const everyone: Outcomes = ['OK', 'OK', 'OK', 'OK', 'OK']
export const signedIn: Outcomes = ['SIGN_IN_REQUIRED', 'OK', 'OK', 'OK', 'OK']
/** What needs the session of a browser is not for the token of a program. */
export const browser: Outcomes = ['SIGN_IN_REQUIRED', 'OK', 'OK', 'OK', 'FORBIDDEN']
export const theAuthor: Outcomes = ['SIGN_IN_REQUIRED', 'NOT_FOUND', 'OK', 'NOT_FOUND', 'OK']
export const theAuthorOrOperator: Outcomes = ['SIGN_IN_REQUIRED', 'NOT_FOUND', 'OK', 'OK', 'OK']
export const operators: Outcomes = ['SIGN_IN_REQUIRED', 'FORBIDDEN', 'FORBIDDEN', 'OK', 'FORBIDDEN']
