import type { Database } from '@plinth/db/database'
import type { SignInLimits } from '../identity/sign-in-limits.ts'

declare module './context.ts' {
  interface Context {
    readonly db: Database
    readonly limits: SignInLimits
  }
}
