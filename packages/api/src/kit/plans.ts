import { type Expression, fragment, jsonOf } from '@plinth/db/fragment'
import type { Build } from '@plinth/db/statement'
import type { ChangePlan } from './change.ts'

type Steps = ChangePlan['steps']

interface UpdatePlan<Params> {
  table: string
  /** Columns that are set when their parameter is given. */
  columns: readonly (keyof Params & string)[]
  /** Columns that are set to an expression of the code. */
  set?: Record<string, Expression<unknown>>
  steps?: Steps
  /** More of the row as it was and as it is, for the event. */
  before?: Expression<unknown>
  after?: Expression<unknown>
  returns: readonly string[]
}

/** Changes the row with `id` under its rule when its `version` is the one that was read. */
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
  return {
    steps: {
      before: fragment`select * from ${fragment.id(table)} where "id" = ${q.param('id')} and ${q.rule(table)}`,
      // Version and rule once more on the row itself: a change that was committed since `before` was read is seen here, and nothing is written.
      changed: fragment`update ${fragment.id(table)} as "row"
        set ${fragment.list([...assignments, fragment`"version" = "row"."version" + 1`, fragment`"updatedAt" = now()`])}
        from "before" where "row"."id" = "before"."id" and "before"."version" = ${q.param('version')}
        and "row"."version" = ${q.param('version')} and ${q.rule('row')} returning "row".*`,
      ...steps,
    },
    before: merged(jsonOf('before', changed), before),
    after: merged(jsonOf('changed', changed), after),
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
    before: jsonOf('changed', audited),
    returns: ['id'],
  }
}

function merged(of: Expression<unknown>, more: Expression<unknown> | undefined): Expression<unknown> {
  return more ? fragment`${of} || ${more}` : of
}
