import { type Expression, fragment } from '@plinth/db/fragment'
import type { Definition, Params } from './definition.ts'

/** The columns that the server sets with these columns of a row, as a slug follows the title. */
export function followed(
  { writing }: Definition,
  columns: Params,
  { id, attempt = 0 }: { id: string; attempt?: number },
): Params {
  const set = Object.entries(writing.follow).filter(([, { of }]) => columns[of] !== undefined)
  return Object.fromEntries(set.map(([column, { of, value }]) => [column, value(columns[of], { id, attempt })]))
}

/** What an update sets a column to, of those that `next` gives. One that follows another stays while that one stays as it was in step `before`. */
export function followedValue(
  { writing }: Definition,
  column: string,
  next: (column: string) => Expression<unknown>,
): Expression<unknown> {
  const of = writing.follow[column]?.of
  if (of === undefined) return next(column)
  return fragment`case when ${next(of)} is distinct from ${fragment.ref(`before.${of}`)}
    then ${next(column)} else ${fragment.ref(`before.${column}`)} end`
}
