import { guarded, unguarded } from './formula.ts'

/** A line of CSV (RFC 4180), with every cell guarded against formulas. Values that are not text are written as JSON. */
export function csvRow(cells: readonly unknown[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`
}

/**
 * A cell of an uploaded file as it is written to a cell again, so that it has the same meaning when the corrected file is imported. A `'` in a
 * CSV file is already the guard; in JSON it is part of the text.
 */
export const cellAgain = (cell: unknown, format: string) =>
  format === 'csv' && typeof cell === 'string' ? unguarded(cell) : cell

/** Numbers are harmless, whatever sign they begin with. */
const plainNumber = /^[+-]?\d+([.,]\d+)?$/

function cellOf(cell: unknown): string {
  if (cell === null || cell === undefined || cell === '') return ''
  const given = typeof cell === 'string' ? cell : JSON.stringify(cell)
  const text = plainNumber.test(given) ? given : guarded(given)
  return /[",\r\n\t;|]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
