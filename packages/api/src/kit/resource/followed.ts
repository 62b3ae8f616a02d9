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

/** The values that an update sets. */
interface Next {
  isSet(column: string): boolean
  /** Of a column that is set. */
  value(column: string): Expression<unknown>
}

/** What an update sets a column to. One that follows another stays while that one, where it is set too, stays as it was in step `before`. */
export function followedValue(
  { writing }: Definition,
  column: string,
  { isSet, value: next }: Next,
): Expression<unknown> {
  const of = writing.follow[column]?.of
  if (of === undefined || !isSet(of)) return next(column)
  return fragment`case when ${next(of)} is distinct from ${fragment.ref(`before.${of}`)}
    then ${next(column)} else ${fragment.ref(`before.${column}`)} end`
}
