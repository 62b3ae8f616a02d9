import type { z } from 'zod'
import type { Context } from '../kit/context.ts'
import type { ProcedureMeta } from '../kit/procedure-types.ts'
import { appRouter } from '../router.ts'

/** A procedure as a callable function, with its metadata. */
export type Procedure = ((call: {
  path: string
  getRawInput: () => Promise<unknown>
  ctx: Context
  type: 'query' | 'mutation'
  signal: undefined
  batchIndex: number
}) => Promise<unknown>) & {
  readonly _def: {
    readonly type: 'query' | 'mutation' | 'subscription'
    readonly meta?: ProcedureMeta
    readonly inputs: readonly z.ZodType[]
    readonly output?: z.ZodType
  }
}

/** All procedures by their paths: `articles.list`. */
// tRPC keeps a flat record of callable procedures; its public types show only the client's view of them.
export const procedures = new Map(Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>))
