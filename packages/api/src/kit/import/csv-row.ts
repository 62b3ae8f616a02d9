/**
 * A line of CSV (RFC 4180). What a file brought goes out as it came, so that it can be corrected and brought again; JSON that was no text
 * goes out as JSON.
 */
export function csvRow(cells: readonly unknown[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`
}

function cellOf(cell: unknown): string {
  if (cell === null || cell === undefined || cell === '') return ''
  const text = typeof cell === 'string' ? cell : JSON.stringify(cell)
  return /[",\r\n\t;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
