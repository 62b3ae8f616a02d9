import { fragment } from '@plinth/db/fragment'
import { type Executor, type RowRule, statement } from '@plinth/db/statement'
import { tableRow } from '@plinth/db/where'
import { auditOf } from './audit.ts'
import type { Definition, Params } from './definition.ts'
import { perDefinition } from './per-definition.ts'

/** A row as events record it: everything that an event may hold, including its version. */
export type RowState = Readonly<Record<string, unknown>> & { readonly version: number }

interface Found {
  state: RowState
  /** Whether this transaction has inserted or changed the row. */
  isOurs: boolean
}

/**
 * A row that can be seen and whose `xmin` is in progress was written by the transaction that looks, savepoints included: what others have not committed
 * is not visible. A transaction that has written nothing has no number, and is given none here.
 * `xmin` holds the lower 32 bits of a transaction's number (PostgreSQL manual, "System Columns").
 */
const isOurs = (
  row: string,
) => fragment`coalesce(pg_xact_status((((pg_current_xact_id_if_assigned()::text::bigint >> 32) << 32)
  | ${fragment.ref(`${row}.xmin`)}::text::bigint)::text::xid8) = 'in progress', false)`

const statesOf = perDefinition((definition) => {
  const { model } = definition
  return statement<Params, Found>((q) => {
    const row = tableRow(model.table)
    const state = fragment`${auditOf(row, definition)} || jsonb_build_object('version', ${row.column('version')})`
    const lock = q.has('isLocking') ? fragment` for update` : fragment``
    return fragment.statement<Found>`select ${state} as "state", ${isOurs(model.table)} as "isOurs"
      from ${fragment.id(model.table)} where ${row.column('id')} = ${q.param('id')}::uuid and ${q.rule(model.table)}${lock}`
  })
})

interface Asked {
  id: string
  /** Locks the row until the transaction ends. */
  isLocking?: true
  /** For which rows it is asked; for all, when not given. */
  rule?: RowRule
}

/** Reads a row as its events record it. */
export async function readState(
  db: Executor,
  definition: Definition,
  { id, isLocking, rule = true }: Asked,
): Promise<Found | undefined> {
  const [found] = await statesOf(definition).run(db, { id, isLocking }, { rule })
  return found
}
