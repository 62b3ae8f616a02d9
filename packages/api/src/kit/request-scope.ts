import { AsyncLocalStorage } from 'node:async_hooks'

/** The id of the request that tRPC's own handler answers: for refusals that come before there is a context. */
export const requestIdInScope = new AsyncLocalStorage<string>()
