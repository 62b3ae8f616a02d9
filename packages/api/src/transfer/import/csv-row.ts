import { guarded, unguarded } from './formula.ts'

/** A line of CSV (RFC 4180), with every cell guarded against formulas. JSON that is not text goes out as JSON. */
export function csvRow(cells: readonly unknown[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`
}

/**
 * A cell of an uploaded file as it may stand in a cell again, so that it means the same when the file is corrected and imported. A guard in a
 * CSV file is already the guard; in JSON a `'` is part of the text.
 */
export const cellAgain = (cell: unknown, format: string) =>
  format === 'csv' && typeof cell === 'string' ? unguarded(cell) : cell

/** Numbers do no harm, whatever they begin with. */
const plainNumber = /^[+-]?\d+([.,]\d+)?$/

function cellOf(cell: unknown): string {
  if (cell === null || cell === undefined || cell === '') return ''
  const given = typeof cell === 'string' ? cell : JSON.stringify(cell)
  const text = plainNumber.test(given) ? given : guarded(given)
  return /[",\r\n\t;|]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
