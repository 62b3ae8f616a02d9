/** The format of the rows in a file. */
export const formats = ['csv', 'ndjson', 'json'] as const
export type Format = (typeof formats)[number]

/** One row of a file: its cells in the order of the columns. In CSV a text; in JSON any value, and undefined for a missing key. */
export interface SourceRow {
  readonly cells: readonly unknown[]
  /** Why it cannot be read. */
  readonly problem?: string
}

/** A file as it is read: its columns, and its rows a few at a time. */
export interface Source {
  readonly columns: readonly string[]
  rows(): AsyncGenerator<SourceRow[]>
}

/** Most columns of a file. */
export const maxColumns = 500
/** Most characters of one row. Longer ones come from a quote that is never closed. */
export const maxRowLength = 1_000_000
