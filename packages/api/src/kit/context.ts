import type { KnownProcedure } from './procedure-types.ts'
import type { Session, SessionHandle } from './session.ts'
import type { Signer } from './signer.ts'

/** What came with the request besides its input. */
export interface Caller {
  /** The network address, behind trusted proxies that of the client. */
  readonly address: string
  readonly userAgent: string | undefined
}

/**
 * Made once for each HTTP request, shared by all calls of a batch. `db` joins it by augmentation in `database-context.ts`, a file that the
 * types of the router do not reach, so that consumers read declarations without a word of Prisma in them.
 */
export interface Context {
  readonly requestId: string
  readonly caller: Caller
  /** Looks the session up on first use, once for the request. */
  session(): Promise<Session | null>
  /** Drops what this process keeps of a user's sessions. The other processes hear of a change from the database. */
  forgetSessions(userId: string): void
  /** What the caller sent as `Idempotency-Key`. */
  readonly idempotencyKey: string | undefined
  /** Every resource of the product, by name, for nouns that are about nouns. Each is a `Definition`. */
  readonly definitions: Readonly<Record<string, object>>
  /** What is known of the procedures of each resource, by the names of both. */
  readonly procedures: Readonly<Record<string, Readonly<Record<string, KnownProcedure>>>>
  /** Signs cursors, and digests what is compared and not kept. */
  readonly signer: Signer
  /** The cookie of the request and of the response. */
  readonly cookie: SessionHandle
  readonly log: RequestLog
  /** Bytes that the files of one account take together until they are imported; the usual quota when not given. */
  readonly importQuotaBytes: number | undefined
  /** The transport sends JSON: an answer may be a `WrittenPage`, whose rows Postgres has written. */
  readonly takesWritten?: boolean | undefined
  /** Under `npm run dev`: errors may say what to do about the sources. */
  readonly isDev: boolean
}

/** What the one log line of a request collects. */
export interface RequestLog {
  readonly procedures: string[]
  actor: string
  error: string | undefined
  sql: { readonly count: number; readonly ms: number } | undefined
  /** The act that was counted last, and how often it was done in this hour. */
  limit?: { readonly act: string; readonly count: number; readonly most: number }
  /** A failure of ours, with its cause; it goes to the log and nowhere else. */
  fault(error: unknown, procedure: string): void
}
