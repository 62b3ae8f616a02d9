import { emptyText, readCsv } from './csv.ts'
import { decode, unreadable } from './decode.ts'
import { ColumnNames, columnName, jsonItems } from './json-rows.ts'
import { exactText } from './json-value.ts'
import type { Format } from './source-row.ts'

/** The columns and first rows of a file. */
export interface Inspected {
  columns: string[]
  /** The first rows, as text. */
  samples: string[][]
}

const sampleRows = 5
const sampleLength = 200

/**
 * Reads the names of the columns and the first rows. The first line of CSV names its columns; in JSON each row has keys of its own, so the
 * whole file is read.
 * @throws PlinthError `INVALID_INPUT` when the file is not of this format
 */
export function inspect(format: Format, chunks: AsyncIterable<Uint8Array>): Promise<Inspected> {
  const text = decode(chunks)
  return format === 'csv' ? inspectCsv(text) : inspectJson(format, text)
}

async function inspectCsv(text: AsyncIterable<string>): Promise<Inspected> {
  const source = await readCsv(text)
  const samples: string[][] = []
  for await (const rows of source.rows()) {
    for (const { cells, problem } of rows) if (problem === undefined) samples.push(cells.map(sampleOf))
    if (samples.length >= sampleRows) break
  }
  return { columns: [...source.columns], samples: samples.slice(0, sampleRows) }
}

async function inspectJson(format: 'ndjson' | 'json', text: AsyncIterable<string>): Promise<Inspected> {
  const columns = new ColumnNames()
  const first: Map<string, unknown>[] = []
  for await (const items of jsonItems(format, text)) {
    for (const item of items) {
      if ('problem' in item) continue
      columns.add(item.row)
      if (first.length < sampleRows)
        first.push(new Map(Object.entries(item.row).map(([key, value]) => [columnName(key), value])))
    }
  }
  const names = [...columns.names]
  if (names.length === 0) throw unreadable('The file has no rows: expected JSON objects.')
  return { columns: names, samples: first.map((row) => names.map((name) => sampleOf(row.get(name)))) }
}

function sampleOf(cell: unknown): string {
  if (cell === undefined || cell === null || cell === emptyText) return ''
  const text = typeof cell === 'string' ? cell : exactText(cell)
  return columnName(text.slice(0, sampleLength))
}
