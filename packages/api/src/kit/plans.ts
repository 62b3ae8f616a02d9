import { type Expression, fragment } from '@plinth/db/fragment'
import type { Build } from '@plinth/db/statement'
import { tableRow } from '@plinth/db/where'
import type { ChangePlan } from './change.ts'
import { recordedRow } from './recorded.ts'

type Steps = ChangePlan['steps']

interface UpdatePlan<Params> {
  table: string
  /** Columns that are set when their parameter is given. */
  columns: readonly (keyof Params & string)[]
  /** Columns that are set to an expression of the code. */
  set?: Record<string, Expression<unknown>>
  steps?: Steps
  /** Further values of the row before and after the change, for the event. */
  before?: Expression<unknown>
  after?: Expression<unknown>
  returns: readonly string[]
}

/** Changes the row with `id` under its rule when its `version` is the one that was read. Without changes, the row stays unchanged. */
export function updatePlan<Params extends { id: string; version: number }>(
  q: Build<Params>,
  { table, columns, set = {}, steps = {}, before, after, returns }: UpdatePlan<Params>,
): ChangePlan {
  const given = columns.filter((column) => q.has(column))
  const changed = [...given, ...Object.keys(set), 'version']
  const assignments = [
    ...given.map((column) => fragment`${fragment.id(column)} = ${q.param(column)}`),
    ...Object.entries(set).map(([column, value]) => fragment`${fragment.id(column)} = ${value}`),
  ]
  const isIdle = assignments.length === 0 && Object.keys(steps).length === 0
  const values = [...assignments, fragment`"version" = "row"."version" + 1`, fragment`"updatedAt" = now()`]
  // Checks version and rule again on the row itself: if another change was committed since `before` was read, nothing is written.
  const where = fragment`"row"."id" = "before"."id" and "before"."version" = ${q.param('version')}
    and "row"."version" = ${q.param('version')} and ${q.rule('row')}`
  return {
    steps: {
      before: fragment`select * from ${fragment.id(table)} where "id" = ${q.param('id')} and ${q.rule(table)}`,
      changed: isIdle
        ? fragment`select "row".* from ${fragment.id(table)} as "row", "before" where ${where}`
        : fragment`update ${fragment.id(table)} as "row" set ${fragment.list(values)} from "before" where ${where} returning "row".*`,
      ...steps,
    },
    isIdle,
    before: merged(recordedRow(tableRow(table, 'before'), changed), before),
    after: merged(recordedRow(tableRow(table, 'changed'), changed), after),
    returns,
  }
}

/** Removes the row with `id` under its rule. */
export function removePlan<Params extends { id: string }>(
  q: Build<Params>,
  { table, audited }: { table: string; audited: readonly string[] },
): ChangePlan {
  return {
    steps: {
      changed: fragment`delete from ${fragment.id(table)} where "id" = ${q.param('id')} and ${q.rule(table)} returning *`,
    },
    before: recordedRow(tableRow(table, 'changed'), audited),
    returns: ['id'],
  }
}

function merged(of: Expression<unknown>, more: Expression<unknown> | undefined): Expression<unknown> {
  return more ? fragment`${of} || ${more}` : of
}
