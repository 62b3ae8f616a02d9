import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { normalise } from '@plinth/core/where'
import { fragment } from '@plinth/db/fragment'
import { statement } from '@plinth/db/statement'
import type { Definition, Params } from '../resource/definition.ts'
import { checked, derived, type Row } from './prepare.ts'
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
  const sql = fragment.raw(model.columns[by]?.sql ?? 'text')
  const found = statement<Params & { keys: string }, Existing & { key: string }>((q) => {
    const table = fragment.id(model.table)
    const column = fragment.ref(`${model.table}.${by}`)
    const live = isSoft ? fragment` and ${fragment.ref(`${model.table}.removedAt`)} is null` : fragment``
    return fragment.statement`select ${column}::text as "key", ${table}."id", ${table}."version" from ${table}
      where ${column} in (select "key"::${sql} from jsonb_array_elements_text(${q.param('keys')}::jsonb) as "given"("key"))
        and ${q.rule(model.table)}${live}`
  })
  return {
    /** @throws PlinthError `INVALID_INPUT` when the row has no such key */
    keyOf(row: Row, actor: Actor): MatchedRow {
      const given = row.given[by]
      if (given !== undefined && given !== null) {
        if (field?.output.safeParse(given).success !== true)
          throw new PlinthError('INVALID_INPUT', { fields: { [by]: ['This is no value of the field.'] } })
        return { row, key: String(given) }
      }
      const values = checked(schemas.create, creates, row.given)
      const key = values[by] ?? derived(definition, values, actor)[by]
      return { row, key: key === undefined || key === null ? undefined : String(key), values }
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
