export { type Client, createClient } from './client.ts'
export type * from './contract.d.ts'
export {
  type ClientErrorCode,
  isPlinthError,
  PlinthError,
  type PlinthErrorCode,
  type PlinthErrorDetails,
} from './errors.ts'
export type {
  CallOptions,
  ClientOptions,
  FetchAnswer,
  FetchInit,
  Mutation,
  MutationOptions,
  Query,
  Subscription,
} from './types.ts'
