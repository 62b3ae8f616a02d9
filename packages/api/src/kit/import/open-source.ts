import { readCsv } from './csv.ts'
import { decode } from './decode.ts'
import { readJsonArray, readNdjson } from './json-rows.ts'
import type { Format, Source } from './source-row.ts'

/** Opens a file of this format. @throws PlinthError `INVALID_INPUT` when it is none */
export function openSource(format: Format, chunks: AsyncIterable<Uint8Array>): Promise<Source> {
  const text = decode(chunks)
  if (format === 'csv') return readCsv(text)
  return format === 'ndjson' ? readNdjson(text) : readJsonArray(text)
}
