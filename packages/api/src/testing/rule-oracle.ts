import type { Predicate } from '@plinth/core/where'
import type { Model } from '@plinth/db/model'
import { modelOf } from '@plinth/db/where'
import type { TestServer } from './test-server.ts'

export type TableRow = Readonly<Record<string, unknown>>

/** The rows of a table as JSON, ordered by id. */
export async function tableRows({ rows }: TestServer, { table }: Pick<Model, 'table'>): Promise<TableRow[]> {
  const found = await rows<{ row: TableRow }>(`select to_jsonb(t) as "row" from "${table}" t order by 1`)
  return found.map(({ row }) => row)
}

/**
 * Evaluates a rule for a row independently of the rule compiler: it reads the rows behind relations and compares in JavaScript.
 * @throws Error for a condition that no rule of the product uses yet
 */
export async function holds(
  server: TestServer,
  predicate: boolean | Predicate,
  { model, row }: { model: Model; row: TableRow },
): Promise<boolean> {
  if (typeof predicate === 'boolean') return predicate
  const each = async (of: readonly Predicate[]) => Promise.all(of.map((part) => holds(server, part, { model, row })))
  switch (predicate.op) {
    case 'and':
      return !(await each(predicate.of)).includes(false)
    case 'or':
      return (await each(predicate.of)).includes(true)
    case 'not':
      return !(await holds(server, predicate.of, { model, row }))
    case 'compare':
      return compares(predicate, row)
    default: {
      const related = model.relations[predicate.relation]
      if (!related) throw new Error(`${model.name} has no relation ${predicate.relation}.`)
      const other = modelOf(related.model)
      const rows = (await tableRows(server, other)).filter((one) =>
        related.to.every((column, nth) => one[column] === row[related.from[nth] ?? '']),
      )
      const { of } = predicate
      const found = await Promise.all(rows.map((one) => holds(server, of, { model: other, row: one })))
      return found.includes(true) === (predicate.op === 'some')
    }
  }
}

function compares({ by, field, path, value }: Predicate & { op: 'compare' }, row: TableRow): boolean {
  const is = row[field]
  if (is === undefined) throw new Error(`There is no column ${field}.`)
  if (!path && !(value instanceof Date)) {
    if (by === 'equals') return is === value
    if (by === 'not') return is !== value && (value === null || is !== null)
    if (by === 'in') return Array.isArray(value) && value.includes(is)
  }
  throw new Error(`Say in packages/api/src/testing/rule-oracle.ts what '${by}' means for ${field}.`)
}
