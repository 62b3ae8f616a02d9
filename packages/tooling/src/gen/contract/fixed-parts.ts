/** The text at the top of the contract of every backend. */
export const head = `// Written by \`npm run gen\` from the procedures of packages/api: what programs outside of this repository rely on. A change that would break
// one of them is refused, unless \`npm run gen -- --accept-contract\` accepts it. (A roll-up of the inferred types would show zod's and
// tRPC's machinery instead.)
import type { Mutation, Query } from './types.ts'
`

/** Types of the kit, shared by all resources. */
export const shared = `
/** What a list compares a field with. */
export interface EqualityCondition<V, Null = never> {
  equals?: V | Null | undefined
  not?: V | Null | undefined
  in?: V[] | undefined
}

/** … that has an order. */
export interface OrderCondition<V, Null = never> extends EqualityCondition<V, Null> {
  gt?: V | undefined
  gte?: V | undefined
  lt?: V | undefined
  lte?: V | undefined
}

/** … that is a text. */
export interface TextCondition<Null = never> extends OrderCondition<string, Null> {
  contains?: string | undefined
}

/** Rows of a list, and where it goes on. */
export interface RowPage<Row> {
  items: Row[]
  nextCursor: string | null
  /** null when not asked for. */
  total: number | null
  /** Whether there are exactly so many: an estimate stops counting at ten thousand, a ranked search at its best thousand. */
  isTotalExact: boolean
  /** For each item, the search fields in which words were found, cut up at the words. Only when asked for. */
  highlights?: Record<string, { text: string; isFound: boolean }[]>[]
}

/** A batch is written as a whole, or not at all: then \`results\` say which rows are in the way. */
export interface RowBatch<Row> {
  isCommitted: boolean
  results: (
    | { isOk: true; row: Row }
    | { isOk: false; error: { code: ErrorCode; message: string; fields?: Record<string, string[]> } }
  )[]
}

/** A row that was given an earlier state, and the fields that differ from that state and keep their present value. */
export type RowReverted<Row> = Row & { notRestored: string[] }

/** Events of a row, the newest first. */
export interface RowHistory {
  items: RowHistoryEntry[]
  nextCursor: string | null
}

export interface RowHistoryEntry {
  id: string
  type: string
  createdAt: Date
  actor: { type: string; id: string | null; keyId: string | null; impersonatorId: string | null }
  requestId: string
  /** Columns as they were and as they became; null where the event tells of no such side. */
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}
`
