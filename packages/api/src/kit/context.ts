import type { KnownProcedure } from './procedure-types.ts'
import type { Session, SessionHandle } from './session.ts'
import type { Signer } from './signer.ts'

/** The data of the request besides its input. */
export interface Caller {
  /** The network address; behind trusted proxies, the client's. */
  readonly address: string
  readonly userAgent: string | undefined
}

/**
 * Made once for each HTTP request, shared by all calls of a batch. `db` joins it by augmentation in `database-context.ts`, a file that the
 * types of the router do not reference, so that consumers' declarations do not depend on Prisma.
 */
export interface Context {
  readonly requestId: string
  readonly caller: Caller
  /** Looks up the session on first use, once per request. */
  session(): Promise<Session | null>
  /** Drops this process's cached sessions of a user. The database notifies the other processes of a change. */
  forgetSessions(userId: string): void
  /** The value of the header `Idempotency-Key`. */
  readonly idempotencyKey: string | undefined
  /** Every resource of the product, by name, for nouns that describe other nouns. Each is a `Definition`. */
  readonly definitions: Readonly<Record<string, object>>
  /** The procedures of each resource, by resource name and procedure name. */
  readonly procedures: Readonly<Record<string, Readonly<Record<string, KnownProcedure>>>>
  /** Signs cursors, and digests values that are compared but not stored. */
  readonly signer: Signer
  /** The cookie of the request and of the response. */
  readonly cookie: SessionHandle
  readonly log: RequestLog
  /** The largest total size in bytes of one account's files that are not imported yet; the standard quota by default. */
  readonly importQuotaBytes: number | undefined
  /** The transport sends JSON: an answer may be a `WrittenPage`, whose rows Postgres has written. */
  readonly takesWritten?: boolean | undefined
  /** Under `npm run dev`: errors may suggest changes to the source code. */
  readonly isDev: boolean
}

/** The data of a request's log line. */
export interface RequestLog {
  readonly procedures: string[]
  actor: string
  error: string | undefined
  sql: { readonly count: number; readonly ms: number } | undefined
  /** The act that was counted last, and its count in this hour. */
  limit?: { readonly act: string; readonly count: number; readonly most: number }
  /** An internal failure, with its cause; it only goes to the log. */
  fault(error: unknown, procedure: string): void
}
