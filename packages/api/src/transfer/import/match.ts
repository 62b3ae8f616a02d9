import type { Actor } from '@plinth/core/actor'
import { newId } from '@plinth/core/id'
import { fragment } from '@plinth/db/fragment'
import { statement } from '@plinth/db/statement'
import type { Definition } from '../../kit/resource/definition.ts'
import { type Existing, keyFinder, textOf } from './key-finder.ts'
import { checked, derived, type Row } from './prepare.ts'
import type { Writer } from './writer.ts'

/** A row with the key that finds it. */
export interface MatchedRow {
  readonly row: Row
  readonly key: string | undefined
  /** Its values, if finding the key has already checked them. */
  readonly values?: Record<string, unknown>
}

/** Finds existing rows by a unique field: by its value in the file, else by the value that the server would derive. */
export function matcher(definition: Definition, by: string) {
  const { model, schemas, creates } = definition
  const finder = keyFinder(definition, by)
  const sql = fragment.raw(model.columns[by]?.sql ?? 'text')
  // The column decides which values are equal: ids in either case, citext, `1.0` and `1.00`.
  const equal = statement<{ keys: string }, { key: string; same: string }>(
    (q) => fragment.statement`select "key", (dense_rank() over (order by "key"::${sql}))::text as "same"
      from jsonb_array_elements_text(${q.param('keys')}::jsonb) as "given"("key")`,
  )
  return {
    /** @throws PlinthError `INVALID_INPUT` when the row has no such key */
    keyOf(row: Row, actor: Actor): MatchedRow {
      const given = row.given[by]
      if (given !== undefined && given !== null) return { row, key: finder.parse(given) }
      const values = checked(schemas.create, creates, row.given)
      const key = values[by] ?? derived(definition, values, { actor, id: newId() })[by]
      return { row, key: key === undefined || key === null ? undefined : textOf(key), values }
    },

    /** Maps each key to one that is the same for all keys that find the same row. */
    async groups({ db }: Writer, rows: readonly MatchedRow[]): Promise<Map<string, string>> {
      const keys = rows.flatMap(({ key }) => key ?? [])
      if (keys.length < 2) return new Map(keys.map((key) => [key, key]))
      return new Map((await equal.run(db, { keys: JSON.stringify(keys) })).map(({ key, same }) => [key, same]))
    },

    /** The existing rows that the actor may see. */
    find: (writer: Writer, rows: readonly MatchedRow[]): Promise<Map<string, Existing>> =>
      finder.find(
        writer,
        rows.flatMap(({ key }) => key ?? []),
      ),
  }
}
