import { memorySeconds } from '../identity/limits.ts'
import { keptSeconds } from '../kit/pipeline/idempotency.ts'

/** A table whose rows expire. */
export interface Expiring {
  readonly table: string
  /** The column that tells one row from another. */
  readonly key: string
  /** The time from which a row counts; an index begins with it. */
  readonly column: string
  /** How long a row is of use after that time, in seconds. */
  readonly keptSeconds: number
}

/** Every table whose rows expire. A table with such a column that is not named here fails a test. */
export const expiring = [
  { table: 'sessions', key: 'id', column: 'expiresAt', keptSeconds: 0 },
  { table: 'one_time_tokens', key: 'tokenHash', column: 'expiresAt', keptSeconds: 0 },
  { table: 'sign_in_limits', key: 'key', column: 'blockedUntil', keptSeconds: memorySeconds },
  { table: 'idempotency_keys', key: 'hash', column: 'createdAt', keptSeconds },
] as const satisfies readonly Expiring[]

export type ExpiringTable = (typeof expiring)[number]['table']
