import { type Expression, fragment } from '@plinth/db/fragment'
import type { Column } from '@plinth/db/model'
import type { RowSource } from '@plinth/db/where'

/** Numbers that JavaScript rounds when it reads them from JSON. */
const roundedTypes = new Set(['Decimal', 'BigInt'])

/** Whether an event stores this column as text, so that no digit is lost. */
export const isRecordedAsText = (column: Column | undefined): boolean => roundedTypes.has(column?.type ?? '')

/** A column of a row as an event stores it; every event made from columns uses this function. */
export function recordedColumn(row: RowSource, name: string): Expression<unknown> {
  const column = row.model?.columns[name]
  const value = row.column(name)
  const asText = isRecordedAsText(column)
  if (column?.isList) return fragment`coalesce(${value}${asText ? fragment`::text[]` : fragment``}, '{}')`
  return asText ? fragment`${value}::text` : value
}

/** Columns of a row as the JSON object of an event, under their own names. */
export const recordedRow = (row: RowSource, columns: readonly string[]): Expression<unknown> =>
  fragment.jsonb(columns.map((name) => [name, recordedColumn(row, name)]))
