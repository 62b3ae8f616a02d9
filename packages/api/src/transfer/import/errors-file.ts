import { own } from '@plinth/core/rule'
import type { Executor, RowRule } from '@plinth/db/statement'
import { z } from 'zod'
import { download } from '../../kit/stream.ts'
import { mediaTypes } from '../media-types.ts'
import { cellAgain, csvRow } from './csv-row.ts'
import { readErrors } from './reports.ts'
import { findState } from './states.ts'

const batch = 500

/** Columns after those of the file. An import of the corrected file ignores them, since no field has such a name. */
const added = ['import row', 'import error', 'import error field', 'import error message']

/** `GET /api/v1/imports/{id}/errors.csv`: the rows that failed as CSV, with the columns of the file and what is wrong. */
export const errorsFile = download({
  noun: 'imports',
  name: 'errorsFile',
  rule: own('userId'),
  place: '/{id}/errors.csv',
  summary: 'Read the rows that could not be imported as a file',
  description:
    'The columns of the file that was uploaded, and behind them what is wrong with each row: corrected, it can be imported again.',
  input: z.strictObject({ id: z.uuid() }),
  gives: {
    [mediaTypes.csv]: {
      schema: z.string(),
      example: csvRow(['name', ...added]) + csvRow(['', 1, 'INVALID_INPUT', 'name', 'Expected at least 1 character.']),
    },
  },
  async run({ db, input: { id }, access }) {
    const rule = access.take()
    const { columns, format } = await findState(db, id, rule)
    const pieces = failedRows({ db, rule, id }, { columns, format })
    return { name: 'import-errors.csv', mediaType: mediaTypes.csv, pieces }
  },
})

async function* failedRows(
  { db, rule, id }: { db: Executor; rule: RowRule; id: string },
  { columns, format }: { columns: readonly string[]; format: string },
): AsyncGenerator<string> {
  yield csvRow([...columns, ...added])
  for (let after = 0; ; ) {
    const found = await readErrors(db, { id, after, limit: batch }, rule)
    if (found.length === 0) return
    yield found
      .map(({ row, code, field, message, cells }) =>
        csvRow([...columns.map((_, nth) => cellAgain(cells[nth], format)), row, code, field ?? '', message]),
      )
      .join('')
    after = found.at(-1)?.row ?? after
  }
}
