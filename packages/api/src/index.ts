/** The backend's types that other packages may import without its code. */
export type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
export type { PublicError } from './kit/pipeline/errors.ts'
export type { AppRouter } from './router.ts'
export type { Runtime } from './runtime.ts'
