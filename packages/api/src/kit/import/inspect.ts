import { emptyText } from './csv.ts'
import { openSource } from './open-source.ts'
import type { Format } from './source-row.ts'

/** What a file looks like. */
export interface Inspected {
  columns: string[]
  /** The first rows, as text. */
  samples: string[][]
}

const sampleRows = 5
const sampleLength = 200

/** Reads the names of the columns and the first rows. @throws PlinthError `INVALID_INPUT` when the file is not of this format */
export async function inspect(format: Format, chunks: AsyncIterable<Uint8Array>): Promise<Inspected> {
  const source = await openSource(format, chunks)
  const samples: string[][] = []
  for await (const rows of source.rows()) {
    for (const { cells, problem } of rows) if (problem === undefined) samples.push(cells.map(sampleOf))
    if (samples.length >= sampleRows) break
  }
  return { columns: [...source.columns], samples: samples.slice(0, sampleRows) }
}

function sampleOf(cell: unknown): string {
  if (cell === undefined || cell === null || cell === emptyText) return ''
  const text = typeof cell === 'string' ? cell : JSON.stringify(cell)
  return text.slice(0, sampleLength).toWellFormed().replaceAll('\0', '\uFFFD')
}
