import type { AppRouter, inferRouterInputs, inferRouterOutputs } from '@plinth/api'
import type { Api, Mutation, Query } from './index.ts'

// Never run, never shipped: type checking proves that the contract describes each procedure as the backend implements it. The contract is
// generated from zod schemas; the backend's types come from declarations, independently.

type Inputs = inferRouterInputs<AppRouter>
type Outputs = inferRouterOutputs<AppRouter>

type Fits<A, B> = [A] extends [B] ? true : false

type InputOf<P> = P extends Query<infer Input, infer _> | Mutation<infer Input, infer _> ? Input : never
type OutputOf<P> = P extends Query<infer _, infer Output> | Mutation<infer _, infer Output> ? Output : never

/** Every input that the contract allows is accepted by the backend. */
type TakenInputs = {
  [Noun in keyof Api]: { [Name in keyof Api[Noun]]: Fits<InputOf<Api[Noun][Name]>, At<Inputs, Noun, Name>> }
}

/**
 * The contract allows every input that the backend accepts. Filters are excluded: the backend's types allow every comparison for every
 * field, and its schemas, from which the contract is generated, refuse those that do not suit the field.
 */
type OfferedInputs = {
  [Noun in keyof Api]: {
    [Name in keyof Api[Noun]]: Fits<WithoutFilter<At<Inputs, Noun, Name>>, WithoutFilter<InputOf<Api[Noun][Name]>>>
  }
}

type SameOutputs = {
  [Noun in keyof Api]: {
    [Name in keyof Api[Noun]]: [
      Fits<OutputOf<Api[Noun][Name]>, At<Outputs, Noun, Name>>,
      Fits<At<Outputs, Noun, Name>, OutputOf<Api[Noun][Name]>>,
    ]
  }
}

type At<Types, Noun, Name> = Noun extends keyof Types
  ? Name extends keyof Types[Noun]
    ? Sent<Types[Noun][Name]>
    : never
  : never
/** `void` is sent as undefined. */
type Sent<T> = T extends void ? undefined : T
type WithoutFilter<T> = T extends { filter?: unknown } ? Omit<T, 'filter'> : T

/** Paths of all procedures: both sides must have the same ones. */
type Paths<Types> = { [Noun in keyof Types]: `${Noun & string}.${keyof Types[Noun] & string}` }[keyof Types]

/** The paths for which the answer is not `true`. */
type Wrong<Answers> = {
  [Noun in keyof Answers]: {
    [Name in keyof Answers[Noun]]: Answers[Noun][Name] extends true | [true, true]
      ? never
      : `${Noun & string}.${Name & string}`
  }[keyof Answers[Noun]]
}[keyof Answers]

/** Accepts only `none`; otherwise the compiler's message shows the path. */
type Nothing<Path> = [Path] extends [never] ? 'none' : `${Path & string}`

// Each is a list of wrong procedures that must be empty.
export const taken: Nothing<Wrong<TakenInputs>> = 'none'
export const offered: Nothing<Wrong<OfferedInputs>> = 'none'
export const answered: Nothing<Wrong<SameOutputs>> = 'none'
export const missing: Nothing<Exclude<Paths<Inputs>, Paths<Api>>> = 'none'
export const leftOver: Nothing<Exclude<Paths<Api>, Paths<Inputs>>> = 'none'
