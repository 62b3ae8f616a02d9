import { type Expression, fragment, type Pair } from '@plinth/db/fragment'
import type { Build } from '@plinth/db/statement'
import type { RowSource } from '@plinth/db/where'
import { recordedColumn } from '../recorded.ts'
import type { Definition, Params } from './definition.ts'

const unaudited = new Set(['id', 'createdAt', 'updatedAt'])

/** The columns that an event tells of. */
export function auditedColumns({ fields, model }: Definition): { column: string; isSecret: boolean }[] {
  const columns = new Map<string, boolean>()
  for (const field of Object.values(fields)) {
    for (const column of field.columns) columns.set(column, field.isSecret === true)
  }
  if (model.columns.removedAt) columns.set('removedAt', false)
  return [...columns].filter(([column]) => !unaudited.has(column)).map(([column, isSecret]) => ({ column, isSecret }))
}

/** Columns of a row for an event. Of a secret, only whether it is set. */
export function auditOf(
  row: RowSource,
  columns: readonly { column: string; isSecret: boolean }[],
): Expression<unknown> {
  return fragment.jsonb(
    columns.map(({ column, isSecret }) => [
      column,
      isSecret
        ? fragment`case when ${row.column(column)} is not null then '[secret]' end`
        : recordedColumn(row, column),
    ]),
  )
}

/** What other tables held of a row that goes, behind its columns in the event. */
export function auditElsewhere<P extends Params>(q: Build<P>, { fields }: Definition, row: RowSource) {
  const pairs = Object.entries(fields).flatMap(([name, { audit }]): Pair[] => {
    const told = audit?.({ q, row }).before
    return told ? [[name, told]] : []
  })
  return pairs.length > 0 ? fragment` || ${fragment.jsonb(pairs)}` : fragment``
}
