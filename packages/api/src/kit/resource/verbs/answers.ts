import type { ErrorCode } from '@plinth/core/errors'

// What standard verbs answer besides rows. The declarations of features reference this file, so it contains no schema.

/** The result of one row of a batch. */
export type BatchResult<Row> =
  | { isOk: true; row: Row }
  | { isOk: false; error: { code: ErrorCode; message: string; fields?: Record<string, string[]> } }

/** A batch is written as a whole, or not at all: then `results` say which rows failed. */
export interface Batch<Row> {
  isCommitted: boolean
  results: BatchResult<Row>[]
}

/** One event of a row. */
export interface HistoryEntry {
  id: string
  type: string
  createdAt: Date
  actor: { type: string; id: string | null; keyId: string | null; impersonatorId: string | null }
  requestId: string
  /** Columns as they were and as they became; null if the event does not record that side. */
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

export interface History {
  items: HistoryEntry[]
  nextCursor: string | null
}

/** A piece of a text, found or not. */
export interface Piece {
  text: string
  isFound: boolean
}

/** The fields that a revert leaves unchanged. */
export interface NotRestored {
  /** Fields that differ from the earlier state and keep their present value: an update does not set them. */
  notRestored: string[]
}

/** Rows of a list, and the cursor of the next page. */
export interface Page<Row> {
  items: Row[]
  nextCursor: string | null
  /** null when not asked for. */
  total: number | null
  /** Whether there are exactly so many: an estimate stops counting at ten thousand, a ranked search at its best thousand. */
  isTotalExact: boolean
  /** For each item, the search fields in which words were found, cut up at the words. Only when asked for. */
  highlights?: Record<string, Piece[]>[]
}
