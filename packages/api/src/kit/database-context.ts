import type { DatabaseClient } from '@plinth/db/admission'
import type { Database } from '@plinth/db/database'
import type { SignInLimits } from './limits.ts'

declare module './context.ts' {
  interface Context {
    readonly db: Database
    /** Whose share of the connections the request uses. */
    readonly client: DatabaseClient
    readonly limits: SignInLimits
  }
}
