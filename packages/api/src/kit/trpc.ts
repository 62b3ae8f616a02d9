import { initTRPC } from '@trpc/server'
import type { Context } from './context.ts'
import { publicError } from './pipeline/errors.ts'
import './pipeline/object-messages.ts'
import { requestIdInScope } from './request-scope.ts'
import { wire } from './wire.ts'

/** The only tRPC instance. */
export const trpc = initTRPC.context<Context>().create({
  transformer: wire,
  isDev: false,
  errorFormatter: ({ error, shape, ctx }) => {
    const requestId = ctx?.requestId ?? requestIdInScope.getStore() ?? 'unknown'
    const { data, message } = publicError(error, { path: shape.data.path, requestId })
    return { code: shape.code, message, data }
  },
})
