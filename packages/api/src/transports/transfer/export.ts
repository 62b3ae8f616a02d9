import '../../kit/database-context.ts'
import { exportRows } from '../../kit/export/export-rows.ts'
import { ahead } from '../../kit/import/batches.ts'
import type { Definition } from '../../kit/resource/definition.ts'
import { readExportQuery } from './export-query.ts'
import { sendStream } from './send-stream.ts'
import type { TransferCall } from './transfer-call.ts'

const types = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson', json: 'application/json' } as const

/** `GET /api/v1/<resource>/export`: all rows that the caller may list, under the same filters and orders, as a file. */
export async function answerExport(
  { req, res, context, query, log }: TransferCall,
  definition: Definition,
): Promise<void> {
  log.procedures.push(`${definition.name}.export`)
  const input = readExportQuery(definition, query.toString())
  const actor = await context.actor()
  res.setHeader('content-type', types[input.format])
  res.setHeader('content-disposition', `attachment; filename="${definition.name}.${input.format}"`)
  // While the client takes a piece, the next one is made.
  await sendStream({ req, res }, ahead(exportRows(context.db, definition, { input, actor })))
}
