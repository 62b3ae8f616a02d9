import type { Definition } from '../../kit/resource/definition.ts'
import type { Unique } from '../../kit/resource/uniques.ts'
import type { MatchedRow } from './match.ts'
import { checked, problemOf } from './prepare.ts'
import { hashOf, type SeenKeys, uniqueKeys } from './seen-keys.ts'
import { conflictOf, type Outcome, type Ready, type Writer } from './writer.ts'

/** What a row of the file says, for a comparison with another. */
const givenHash = ({ row }: MatchedRow | Ready) => hashOf(JSON.stringify(row.given))

/**
 * In a check: takes out the rows that are found by a key which an earlier batch would have created, and returns their results. Their values are
 * checked by the schema; whether the rule lets them change that row is known when the import runs.
 */
export async function withoutFoundEarlier(
  { writer, seen }: { writer: Writer; seen: SeenKeys },
  rows: readonly MatchedRow[],
  { by, isSkipped, outcome }: { by: string; isSkipped: boolean; outcome: Outcome },
): Promise<readonly MatchedRow[]> {
  const { definition, db } = writer
  const keyOf = ({ key }: MatchedRow) =>
    key === undefined
      ? undefined
      : uniqueKeys(definition, { [by]: key }).find(({ unique }) => unique.columns.length === 1)?.key
  const keys = new Map(rows.map((row) => [row, keyOf(row)]))
  const found = await seen.find(
    db,
    [...keys.values()].flatMap((key) => key ?? []),
  )
  return rows.filter((row) => {
    const before = found.get(keys.get(row) ?? '')
    if (!before) return true
    const earlier = seen.latest(before)
    try {
      const isSame = isSkipped || earlier.given === givenHash(row)
      const values = isSame ? {} : checked(definition.schemas.update, definition.updates, row.row.given)
      if (Object.keys(values).length === 0) outcome.unchanged++
      else {
        outcome.updated++
        seen.take({ ...earlier, given: givenHash(row) })
      }
    } catch (error) {
      outcome.problems.push({ row: row.row, problem: problemOf(error) })
    }
    return false
  })
}

/** In a check: takes out the rows that would conflict with a row of an earlier batch. */
export async function withoutConflicts<R extends Ready>(
  { writer, seen }: { writer: Writer; seen: SeenKeys },
  rows: readonly R[],
  { ownerOf, outcome }: { ownerOf: (row: R) => string; outcome: Outcome },
): Promise<readonly R[]> {
  const { definition, db } = writer
  const keys = new Map(rows.map((row) => [row, uniqueKeys(definition, row.columns)]))
  const found = await seen.find(
    db,
    [...keys.values()].flat().map(({ key }) => key),
  )
  return rows.filter((row) => {
    const taken = keys.get(row)?.find(({ unique, key }) => {
      const earlier = found.get(key)
      return earlier !== undefined && earlier.owner !== ownerOf(row) && !isMadeAgain(definition, row, unique)
    })
    if (taken) outcome.problems.push({ row: row.row, problem: conflictOf(writer, taken.unique) })
    return !taken
  })
}

/** Whether the server makes another value where this one is taken, as with slugs that it derives. */
function isMadeAgain({ writing, creates }: Definition, { values }: Ready, { columns, constraint }: Unique): boolean {
  if (writing.retry !== constraint) return false
  return !columns.some((column) => creates.includes(column) && values[column] !== undefined)
}

/** In a check: notes the unique values of the rows that went well. */
export function takeKeys<R extends Ready>(
  { writer, seen }: { writer: Writer; seen: SeenKeys },
  rows: readonly R[],
  { ownerOf, outcome }: { ownerOf: (row: R) => string; outcome: Outcome },
): void {
  const failed = new Set(outcome.problems.map(({ row }) => row.nth))
  for (const row of rows) {
    if (failed.has(row.row.nth)) continue
    for (const { key } of uniqueKeys(writer.definition, row.columns))
      seen.take({ key, owner: ownerOf(row), given: givenHash(row) })
  }
}
