import { PlinthError } from '@plinth/core/errors'
import { own } from '@plinth/core/rule'
import { z } from 'zod'
import '../../kit/database-context.ts'
import { cellAgain, csvRow } from '../../transfer/import/csv-row.ts'
import { readErrors } from '../../transfer/import/reports.ts'
import { findState } from '../../transfer/import/states.ts'
import type { Door, Visit } from './door.ts'
import { mediaTypes } from './media-types.ts'
import { sendStream } from './send-stream.ts'

const batch = 500

/** Columns behind those of the file. An import of the corrected file leaves them alone, since no field has such a name. */
const added = ['import row', 'import error', 'import error field', 'import error message']

/** `GET /api/v1/imports/{id}/errors.csv`: the rows that failed as CSV, with the columns of the file and what is wrong. */
export const errorsDoor: Door<object> = {
  id: 'importsErrorsFile',
  method: 'GET',
  template: '/imports/{id}/errors.csv',
  noun: 'imports',
  name: 'imports.errorsFile',
  rule: own('userId'),
  summary: 'Read the rows that could not be imported as a file',
  description:
    'The columns of the file that was uploaded, and behind them what is wrong with each row: corrected, it can be imported again.',
  query: z.strictObject({}),
  status: 200,
  gives: {
    [mediaTypes.csv]: {
      schema: z.string(),
      example: csvRow(['name', ...added]) + csvRow(['', 1, 'INVALID_INPUT', 'name', 'Expected at least 1 character.']),
    },
  },
  async answer(visit) {
    const { id, res, context, rule } = visit
    if (!z.uuid().safeParse(id).success) throw new PlinthError('NOT_FOUND')
    const { columns, format } = await findState(context.db, id, rule)
    res.setHeader('content-type', `${mediaTypes.csv}; charset=utf-8`)
    res.setHeader('content-disposition', `attachment; filename="import-errors.csv"`)
    await sendStream(visit, failedRows(visit, { columns, format }))
  },
}

async function* failedRows(
  { context, rule, id }: Visit,
  { columns, format }: { columns: readonly string[]; format: string },
): AsyncGenerator<string> {
  yield csvRow([...columns, ...added])
  for (let after = 0; ; ) {
    const found = await readErrors(context.db, { id, after, limit: batch }, rule)
    if (found.length === 0) return
    yield found
      .map(({ row, code, field, message, cells }) =>
        csvRow([...columns.map((_, nth) => cellAgain(cells[nth], format)), row, code, field ?? '', message]),
      )
      .join('')
    after = found.at(-1)?.row ?? after
  }
}
