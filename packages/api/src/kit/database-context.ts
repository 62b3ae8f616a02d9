import type { DatabaseClient } from '@plinth/db/admission'
import type { Database } from '@plinth/db/database'
import type { Device, Limits } from './limits.ts'
import type { ProofNeed } from './procedure-types.ts'
import type { Proof } from './proof.ts'

declare module './context.ts' {
  interface Context {
    readonly db: Database
    /** The key of the share of connections that the request uses. */
    readonly client: DatabaseClient
    readonly limits: Limits
    /** The browser, if it has signed in before. */
    readonly device: Device
    /** @throws PlinthError `SIGN_IN_REQUIRED`, `FORBIDDEN`, `REAUTHENTICATION_REQUIRED`, `SIGN_IN_FAILED` or `TOO_MANY_ATTEMPTS` */
    prove(need: ProofNeed, currentPassword: string | undefined): Promise<Proof>
  }
}
