import { readCsv } from './csv.ts'
import { decode } from './decode.ts'
import { jsonItems, jsonSource } from './json-rows.ts'
import type { Format, Source } from './source-row.ts'

/** Opens a file of this format whose columns `inspect` has found. @throws PlinthError `INVALID_INPUT` when it is of another format */
export async function openSource(
  format: Format,
  chunks: AsyncIterable<Uint8Array>,
  columns: readonly string[],
): Promise<Source> {
  const text = decode(chunks)
  return format === 'csv' ? readCsv(text) : jsonSource(jsonItems(format, text), columns)
}
