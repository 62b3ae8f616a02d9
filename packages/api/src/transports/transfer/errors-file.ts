import { own } from '@plinth/core/rule'
import { z } from 'zod'
import '../../kit/database-context.ts'
import { PlinthError } from '@plinth/core/errors'
import { csvRow } from '../../kit/import/csv-row.ts'
import { readErrors } from '../../kit/import/reports.ts'
import { findState } from '../../kit/import/states.ts'
import { decide } from '../../kit/pipeline/access.ts'
import { sendStream } from './send-stream.ts'
import type { TransferCall } from './transfer-call.ts'

const batch = 500

/** Columns behind those of the file. An import of the corrected file leaves them alone, since no field has such a name. */
const added = ['import row', 'import error', 'import error field', 'import error message']

/** `GET /api/v1/imports/{id}/errors.csv`: the rows that failed as CSV, with the columns of the file and what is wrong. */
export async function answerErrors({ res, req, context, log }: TransferCall, id: string): Promise<void> {
  log.procedures.push('imports.errors')
  if (!z.uuid().safeParse(id).success) throw new PlinthError('NOT_FOUND')
  const rule = decide(own('userId'), await context.actor())
  const { columns } = await findState(context.db, id, rule)
  async function* rows(): AsyncGenerator<string> {
    yield csvRow([...columns, ...added])
    for (let after = 0; ; ) {
      const found = await readErrors(context.db, { id, after, limit: batch }, rule)
      if (found.length === 0) return
      yield found
        .map(({ row, code, field, message, cells }) =>
          csvRow([...columns.map((_, nth) => cells[nth] ?? ''), row, code, field ?? '', message]),
        )
        .join('')
      after = found.at(-1)?.row ?? after
    }
  }
  res.setHeader('content-type', 'text/csv; charset=utf-8')
  res.setHeader('content-disposition', `attachment; filename="import-errors.csv"`)
  await sendStream({ req, res }, rows())
}
