import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { newId } from '@plinth/core/id'
import { normalise } from '@plinth/core/where'
import { fragment } from '@plinth/db/fragment'
import { statement } from '@plinth/db/statement'
import { assertStorable } from '../../kit/pipeline/storable.ts'
import type { Definition, Params } from '../../kit/resource/definition.ts'
import { assertUsable, checked, derived, type Row } from './prepare.ts'
import type { Existing } from './row-path.ts'
import type { Writer } from './writer.ts'

/** A row with what it is found by. */
export interface MatchedRow {
  readonly row: Row
  readonly key: string | undefined
  /** Its values, where finding the key has checked them already. */
  readonly values?: Record<string, unknown>
}

/** Finds rows that are there already by a unique field: by what the file says of it, else by what the server would derive. */
export function matcher(definition: Definition, by: string) {
  const { model, fields, schemas, creates, isSoft, rules } = definition
  const field = fields[by]
  // A value is what the field's own schema makes of it: trimmed, in lower case.
  const written = schemas.create.shape[by] ?? schemas.update.shape[by] ?? field?.output
  const sql = fragment.raw(model.columns[by]?.sql ?? 'text')
  const found = statement<Params & { keys: string }, Existing & { key: string }>((q) => {
    const table = fragment.id(model.table)
    const column = fragment.ref(`${model.table}.${by}`)
    const live = isSoft ? fragment` and ${fragment.ref(`${model.table}.removedAt`)} is null` : fragment``
    return fragment.statement`select "given"."key", ${table}."id", ${table}."version"
      from jsonb_array_elements_text(${q.param('keys')}::jsonb) as "given"("key") join ${table} on ${column} = "given"."key"::${sql}
      where ${q.rule(model.table)}${live}`
  })
  // What is equal is what the column says: ids in either case, citext, `1.0` and `1.00`.
  const equal = statement<{ keys: string }, { key: string; same: string }>(
    (q) => fragment.statement`select "key", (dense_rank() over (order by "key"::${sql}))::text as "same"
      from jsonb_array_elements_text(${q.param('keys')}::jsonb) as "given"("key")`,
  )
  return {
    /** @throws PlinthError `INVALID_INPUT` when the row has no such key */
    keyOf(row: Row, actor: Actor): MatchedRow {
      const given = row.given[by]
      if (given !== undefined && given !== null) {
        assertUsable({ [by]: given })
        assertStorable({ [by]: given })
        const parsed = written?.safeParse(given)
        if (!parsed?.success)
          throw new PlinthError('INVALID_INPUT', {
            fields: {
              [by]: parsed?.error.issues.map((issue: { message: string }) => issue.message) ?? [
                'No row is found by this field.',
              ],
            },
          })
        return { row, key: textOf(parsed.data) }
      }
      const values = checked(schemas.create, creates, row.given)
      const key = values[by] ?? derived(definition, values, { actor, id: newId() })[by]
      return { row, key: key === undefined || key === null ? undefined : textOf(key), values }
    },

    /** For each key one that is the same for all keys that find the same row. */
    async groups({ db }: Writer, rows: readonly MatchedRow[]): Promise<Map<string, string>> {
      const keys = rows.flatMap(({ key }) => key ?? [])
      if (keys.length < 2) return new Map(keys.map((key) => [key, key]))
      return new Map((await equal.run(db, { keys: JSON.stringify(keys) })).map(({ key, same }) => [key, same]))
    },

    /** Those of the rows that are there and that the actor may see. */
    async find({ db, actor }: Writer, rows: readonly MatchedRow[]): Promise<Map<string, Existing>> {
      const keys = rows.flatMap(({ key }) => key ?? [])
      const rule = normalise(rules.read(actor))
      if (keys.length === 0 || rule === false) return new Map()
      const known = await found.run(db, { keys: JSON.stringify(keys) }, rule)
      return new Map(known.map(({ key, id, version }) => [key, { id, version }]))
    },
  }
}

const textOf = (key: unknown) => (key instanceof Date ? key.toISOString() : String(key))
