/** How rows stand in a file. */
export const formats = ['csv', 'ndjson', 'json'] as const
export type Format = (typeof formats)[number]

/** One row of a file: its cells in the order of the columns. A text in CSV; in JSON whatever stands there, and undefined where nothing does. */
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
