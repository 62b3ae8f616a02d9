import { AsyncLocalStorage } from 'node:async_hooks'

/** The id of the request that tRPC's own handler answers: for errors raised before the context exists. */
export const requestIdInScope = new AsyncLocalStorage<string>()
