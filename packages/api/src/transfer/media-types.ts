import { z } from 'zod'
import { type Format, formats } from './import/source-row.ts'

/** The format of a file, as a query says it. */
export const fileFormat = z.enum(formats, `Expected one of: ${formats.join(', ')}.`)

/** What a file of a format is to HTTP. */
export const mediaTypes = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  json: 'application/json',
} as const satisfies Record<Format, string>
