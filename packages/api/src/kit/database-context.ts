import type { Database } from '@plinth/db/database'
import type { SignInLimits } from './limits.ts'

declare module './context.ts' {
  interface Context {
    readonly db: Database
    readonly limits: SignInLimits
  }
}
