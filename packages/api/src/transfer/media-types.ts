import { z } from 'zod'
import { type Format, formats } from './import/source-row.ts'

/** The format of a file, as the query parameter gives it. */
export const fileFormat = z.enum(formats, `Expected one of: ${formats.join(', ')}.`)

/** The media type of each format. */
export const mediaTypes = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  json: 'application/json',
} as const satisfies Record<Format, string>
