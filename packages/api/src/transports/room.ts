import type { Full } from '@plinth/bounds/room'
import { PlinthError } from '@plinth/core/errors'

/** How the API refuses what has no room in memory: `TOO_MANY_REQUESTS` when the network has too much, `UNAVAILABLE` when all together have. */
export const noRoom = (full: Full): PlinthError =>
  new PlinthError(full === 'network' ? 'TOO_MANY_REQUESTS' : 'UNAVAILABLE', { retryAfterSeconds: 2 })
