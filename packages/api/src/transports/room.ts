import type { Full } from '@plinth/bounds/room'
import { PlinthError } from '@plinth/core/errors'

/** The refusal when memory limits are reached: `TOO_MANY_REQUESTS` for the limit of one network, `UNAVAILABLE` for the limit of all together. */
export const noRoom = (full: Full): PlinthError =>
  new PlinthError(full === 'network' ? 'TOO_MANY_REQUESTS' : 'UNAVAILABLE', { retryAfterSeconds: 2 })
