import { userIdOf } from '@plinth/core/actor'
import type { Asked } from '../kit/call.ts'

/** After a write that ends sessions of its actor or changes their data: drops the cached sessions in this process before the call is answered. */
export function forgetSessions({ ctx, actor }: Asked<unknown>): void {
  const userId = userIdOf(actor)
  if (userId !== undefined) ctx.forgetSessions(userId)
}
