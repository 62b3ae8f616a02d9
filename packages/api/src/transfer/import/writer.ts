import type { Actor } from '@plinth/core/actor'
import { errorTable, PlinthError } from '@plinth/core/errors'
import { exactJson } from '@plinth/core/exact-json'
import { newId } from '@plinth/core/id'
import { normalise, type Predicate } from '@plinth/core/where'
import type { TransactionDatabase } from '@plinth/db/database'
import { brokenConstraint, isRefusedRow } from '@plinth/db/errors'
import { eventParams } from '@plinth/platform/events/event'
import { constraintError } from '../../kit/pipeline/conflict.ts'
import { toPlinthError } from '../../kit/pipeline/errors.ts'
import { explainTaken, noteRefused, takenInTrash } from '../../kit/pipeline/taken.ts'
import type { Definition, Params } from '../../kit/resource/definition.ts'
import { allOf } from '../../kit/resource/filters.ts'
import { setParam } from '../../kit/resource/parameters.ts'
import { referenceChecks } from '../../kit/resource/references.ts'
import type { Unique } from '../../kit/resource/uniques.ts'
import { type ManyChecks, type ManyParams, type ManyRow, manyRow, marksOf } from './many-rows.ts'
import { problemOf, type Row, type RowProblem } from './prepare.ts'
import type { SeenKeys } from './seen-keys.ts'

/** The actor, import and transaction of a write. */
export interface Writer {
  readonly definition: Definition
  readonly actor: Actor
  readonly db: TransactionDatabase
  /** The origin that the events record. */
  readonly requestId: string
  /** Records each row for an undo; omitted if the rows are rolled back. */
  readonly importId: string | undefined
  /** In a check: the unique values that rows of earlier batches would have taken. */
  readonly seen?: SeenKeys | undefined
}

/** The results of the rows of a batch. */
export interface Outcome {
  created: number
  updated: number
  unchanged: number
  readonly problems: { readonly row: Row; readonly problem: RowProblem }[]
}

/** A row with the values of its fields and of its columns. */
export interface Ready {
  readonly row: Row
  readonly values: Record<string, unknown>
  readonly columns: Params
}

/** Rows of one statement. Their JSON stays below the size from which V8 allocates strings separately and collects them late. */
const statementRows = 100

/** Rows that set the same columns go in one statement, so many of them. */
export function byShape<R extends Ready>(rows: readonly R[]): R[][] {
  const shapes = new Map<string, R[]>()
  for (const row of rows) {
    const shape = Object.keys(row.columns).toSorted().join()
    const known = shapes.get(shape)
    if (known) known.push(row)
    else shapes.set(shape, [row])
  }
  return [...shapes.values()].flatMap((all) =>
    Array.from({ length: Math.ceil(all.length / statementRows) }, (_, nth) =>
      all.slice(nth * statementRows, (nth + 1) * statementRows),
    ),
  )
}

/** The parameters of a statement for rows of one shape. */
export function manyParams(
  { definition: { model }, actor, requestId, importId }: Writer,
  rows: readonly (Ready & { readonly at?: Pick<ManyRow, 'id' | 'v'> })[],
): ManyParams {
  const set = Object.keys(model.columns).filter((column) => column in (rows[0]?.columns ?? {}))
  const made = rows.map(({ row, columns, at }) => manyRow({ n: row.nth, e: newId(), ...at }, set, columns))
  return {
    ...eventParams(actor, requestId),
    ...marksOf(set),
    rows: exactJson(made),
    ...(importId !== undefined && { importId }),
  }
}

/** The predicates of a write of these fields. @throws PlinthError `FORBIDDEN` for a field that this actor may not write */
export function checksFor(
  { definition, actor }: Writer,
  rule: true | Predicate,
  values: Record<string, unknown>,
): ManyChecks {
  const rules: (boolean | Predicate)[] = [rule]
  for (const name of Object.keys(values)) {
    const field = definition.fields[name]
    const own = field?.rule ? normalise(field.rule(actor)) : true
    if (own === false) throw new PlinthError('FORBIDDEN', { fields: { [name]: ['You may not write this field.'] } })
    rules.push(own)
  }
  const columns = new Set(Object.keys(values).flatMap((name) => definition.fields[name]?.columns ?? []))
  return { ...referenceChecks(definition, (column) => columns.has(column), actor), rule: allOf(rules) }
}

/** The values that the row of a one-row statement would have stored; with more rows, it is not known which one is the cause. */
function noteOnly<R extends Ready & { existing?: { id: string } }>(
  { definition }: Writer,
  rows: readonly R[],
  write: () => Promise<void>,
) {
  const [only] = rows
  if (!only || rows.length > 1) return write()
  const set = Object.entries(only.columns).map(([column, value]) => [setParam(column), value])
  return noteRefused({ definition, params: { ...Object.fromEntries(set), id: only.existing?.id } }, write)
}

interface Halving<R> {
  write(rows: readonly R[]): Promise<void>
  fail(row: R, problem: RowProblem): void
  /** Writes one row again with another server-generated value, because the first one is taken. */
  again?(row: R): Promise<void>
}

/**
 * Writes rows in one statement. If the database refuses it because of a row, each half is tried, until the row is found.
 * @throws any failure that is not caused by a row
 */
export async function writeHalving<R extends Ready>(
  writer: Writer,
  rows: readonly R[],
  halving: Halving<R>,
): Promise<void> {
  try {
    await writer.db.attempt(() => noteOnly(writer, rows, () => halving.write(rows)))
  } catch (error) {
    const [only] = rows
    const told = await refusalOf(writer, error)
    if (rows.length === 1 && only) {
      const constraint = brokenConstraint(error)
      const isMadeAgain = constraint !== undefined && constraint === writer.definition.writing.retry
      return isMadeAgain && halving.again ? halving.again(only) : halving.fail(only, told)
    }
    const middle = Math.ceil(rows.length / 2)
    await writeHalving(writer, rows.slice(0, middle), halving)
    await writeHalving(writer, rows.slice(middle), halving)
  }
}

/** Converts a refusal of the database to a row's failure. @throws internal failures */
export async function refusalOf({ definition, db, actor }: Writer, error: unknown): Promise<RowProblem> {
  const known = constraintError(await explainTaken(db, actor, error), definition.writing.conflicts ?? {})
  if (toPlinthError(known).code === 'INTERNAL' && isRefusedRow(error))
    return { code: 'INVALID_INPUT', message: 'The database does not take these values.', field: null }
  return problemOf(known)
}

/** The failure of a row with the unique values of another row; `isTrashed` if that row is in the trash, and the actor may see it. */
export function conflictOf({ definition }: Writer, { columns, constraint }: Unique, isTrashed = false): RowProblem {
  const known = definition.writing.conflicts?.[constraint]
  const code = known?.code ?? 'ALREADY_EXISTS'
  const message = isTrashed ? takenInTrash(definition) : (known?.message ?? errorTable[code].message)
  return { code, message, field: known?.field ?? columns[0] ?? null }
}
