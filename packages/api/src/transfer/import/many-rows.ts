import type { Predicate } from '@plinth/core/where'
import { type Expression, fragment } from '@plinth/db/fragment'
import type { Build } from '@plinth/db/statement'
import type { RowSource } from '@plinth/db/where'
import type { EventParams } from '@plinth/platform/events/event'
import type { Definition, Params } from '../../kit/resource/definition.ts'
import { references } from '../../kit/resource/references.ts'

/** Parameters of a statement that writes many rows: the rows are one JSON text, in `rows`. */
export type ManyParams = Params & EventParams & { rows: string }

/** One of the rows: `n` is its number, `e` the id of its event, `c0`, `c1` … the columns that are set. */
export interface ManyRow {
  n: number
  e: string
  /** For an existing row: its id, and its version if it must match. */
  id?: string
  v?: number
  [column: `c${number}`]: unknown
}

const mark = (column: string) => `sets ${column}`

/** Marks for the columns that all rows of a statement set: they are part of its shape. */
export const marksOf = (columns: readonly string[]): Params =>
  Object.fromEntries(columns.map((column) => [mark(column), true]))

/** The columns that the rows of this shape set, in the order of the model. */
export const columnsSet = (q: Build<ManyParams>, { model }: Definition) =>
  Object.keys(model.columns).filter((column) => q.has(mark(column)))

/** A row for `rows`, with its columns in the same order. */
export function manyRow(
  at: Pick<ManyRow, 'n' | 'e' | 'id' | 'v'>,
  columns: readonly string[],
  values: Params,
): ManyRow {
  const row: ManyRow = { ...at }
  for (const [nth, column] of columns.entries()) row[`c${nth}`] = values[column]
  return row
}

/** The rows as a step of the statement. JSON columns come as text, as they are stored. */
export function givenStep(
  q: Build<ManyParams>,
  { model }: Definition,
  columns: readonly string[],
): Expression<unknown> {
  const typed = columns.map((column, nth) => {
    const sql = model.columns[column]?.sql ?? 'text'
    return fragment`${fragment.id(`c${nth}`)} ${fragment.raw(isJson(sql) ? 'text' : sql)}`
  })
  return fragment`select * from jsonb_to_recordset(${q.param('rows')}::jsonb)
    as "given"(${fragment.list([fragment.raw('"n" int, "e" uuid, "id" uuid, "v" int'), ...typed])})`
}

const isJson = (sql: string) => sql === 'jsonb' || sql === 'json'

/** The value of a column in step `step`. */
export function givenValue({ model }: Definition, columns: readonly string[], step: string) {
  return (column: string): Expression<unknown> => {
    const sql = model.columns[column]?.sql ?? 'text'
    const value = fragment.ref(`${step}.c${columns.indexOf(column)}`)
    return isJson(sql) ? fragment`${value}::${fragment.raw(sql)}` : value
  }
}

/** The rows as they would be written: the given values, else those of `otherwise`. */
export function rowsToBe(
  definition: Definition,
  { columns, step }: { columns: readonly string[]; step: string },
  otherwise: (column: string) => Expression<unknown>,
): RowSource {
  const value = givenValue(definition, columns, step)
  return { model: definition.model, column: (name) => (columns.includes(name) ? value(name) : otherwise(name)) }
}

/** What the rows of this shape refer to. */
export const connected = (
  q: Build<ManyParams>,
  definition: Definition,
  { row, columns }: { row: RowSource; columns: readonly string[] },
) => references(q, definition, (column) => (columns.includes(column) ? row.column(column) : undefined))

/** Records the written rows for an undo; only if an import is given. */
export function noteStep(
  q: Build<ManyParams>,
  kind: 'created' | 'updated',
  { from, nth }: { from: Expression<unknown>; nth: Expression<unknown> },
) {
  if (!q.has('importId')) return {}
  return {
    noted: fragment`insert into "import_rows" ("importId", "row", "kind", "subject", "version")
      select ${q.param('importId')}::uuid, ${nth}, ${fragment.constant(kind)}::"ImportedRowKind", "changed"."id", "changed"."version" from ${from}`,
  }
}

/** The predicates of a write that its statement asks for. */
export type ManyChecks = Record<string, boolean | Predicate>
