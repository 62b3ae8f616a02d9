import { memorySeconds } from '../identity/limits.ts'
import { keptSeconds } from '../kit/pipeline/idempotency.ts'

/** A table whose rows expire. */
export interface Expiring {
  readonly table: string
  /** The column that identifies a row. */
  readonly key: string
  /** The column with the time from which `keptSeconds` counts; an index begins with it. */
  readonly column: string
  /** How long a row is kept after that time, in seconds. */
  readonly keptSeconds: number
}

/** Every table whose rows expire. A table that has such a column and is missing here fails a test. */
export const expiring = [
  { table: 'sessions', key: 'id', column: 'expiresAt', keptSeconds: 0 },
  { table: 'one_time_tokens', key: 'tokenHash', column: 'expiresAt', keptSeconds: 0 },
  { table: 'sign_in_limits', key: 'key', column: 'blockedUntil', keptSeconds: memorySeconds },
  { table: 'idempotency_keys', key: 'hash', column: 'createdAt', keptSeconds },
] as const satisfies readonly Expiring[]

export type ExpiringTable = (typeof expiring)[number]['table']
