import type { AppRouter, inferRouterInputs, inferRouterOutputs } from '@plinth/api'
import type { Api, Mutation, Query } from './index.ts'

// Never run, never shipped: the type checker is the proof that the contract says of each procedure what the backend does. The contract is
// printed from zod schemas; the backend's types come from declarations, by another way.

type Inputs = inferRouterInputs<AppRouter>
type Outputs = inferRouterOutputs<AppRouter>

type Fits<A, B> = [A] extends [B] ? true : false

type InputOf<P> = P extends Query<infer Input, infer _> | Mutation<infer Input, infer _> ? Input : never
type OutputOf<P> = P extends Query<infer _, infer Output> | Mutation<infer _, infer Output> ? Output : never

/** Whatever the contract lets a caller send, the backend takes. */
type TakenInputs = {
  [Noun in keyof Api]: { [Name in keyof Api[Noun]]: Fits<InputOf<Api[Noun][Name]>, At<Inputs, Noun, Name>> }
}

/**
 * And it lets them send all that the backend takes. Filters stand aside: the backend's types let each be compared in every way that any field
 * can be, and its schemas, from which the contract is printed, refuse what does not suit the field.
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
/** Nothing, on the wire. */
type Sent<T> = T extends void ? undefined : T
type WithoutFilter<T> = T extends { filter?: unknown } ? Omit<T, 'filter'> : T

/** Paths of all procedures: neither side has one that the other lacks. */
type Paths<Types> = { [Noun in keyof Types]: `${Noun & string}.${keyof Types[Noun] & string}` }[keyof Types]

/** Where one of the answers is not `true`. */
type Wrong<Answers> = {
  [Noun in keyof Answers]: {
    [Name in keyof Answers[Noun]]: Answers[Noun][Name] extends true | [true, true]
      ? never
      : `${Noun & string}.${Name & string}`
  }[keyof Answers[Noun]]
}[keyof Answers]

/** Takes `none` alone; where there is a path, it stands in the compiler's message. */
type Nothing<Path> = [Path] extends [never] ? 'none' : `${Path & string}`

// Each is a list of procedures that should be empty.
export const taken: Nothing<Wrong<TakenInputs>> = 'none'
export const offered: Nothing<Wrong<OfferedInputs>> = 'none'
export const answered: Nothing<Wrong<SameOutputs>> = 'none'
export const missing: Nothing<Exclude<Paths<Inputs>, Paths<Api>>> = 'none'
export const leftOver: Nothing<Exclude<Paths<Api>, Paths<Inputs>>> = 'none'
