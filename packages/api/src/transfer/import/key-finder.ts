import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { normalise } from '@plinth/core/where'
import { fragment } from '@plinth/db/fragment'
import { type Executor, statement } from '@plinth/db/statement'
import type { z } from 'zod'
import { assertStorable } from '../../kit/pipeline/storable.ts'
import type { Definition, Params } from '../../kit/resource/definition.ts'
import { assertUsable } from './prepare.ts'

/** An existing row, as it was found. */
export interface Existing {
  readonly id: string
  readonly version: number
}

/** The schema of a key's values: it normalises them as a write of the field does, for example trimmed or in lower case. */
export const keySchema = ({ schemas, fields }: Definition, by: string): z.ZodType | undefined =>
  (schemas.create.shape[by] as z.ZodType | undefined) ?? // zod's core type of the same schema
  (schemas.update.shape[by] as z.ZodType | undefined) ??
  fields[by]?.output

/** Finds rows of a noun by values of a unique field. */
export function keyFinder(definition: Definition, by: string) {
  const { model, isSoft, isVersioned, rules } = definition
  const schema = keySchema(definition, by)
  const sql = fragment.raw(model.columns[by]?.sql ?? 'text')
  const found = statement<Params & { keys: string }, Existing & { key: string }>((q) => {
    const table = fragment.id(model.table)
    const column = fragment.ref(`${model.table}.${by}`)
    const live = isSoft ? fragment` and ${fragment.ref(`${model.table}.removedAt`)} is null` : fragment``
    const version = isVersioned ? fragment`${table}."version"` : fragment`1`
    return fragment.statement`select "given"."key", ${table}."id", ${version} as "version"
      from jsonb_array_elements_text(${q.param('keys')}::jsonb) as "given"("key") join ${table} on ${column} = "given"."key"::${sql}
      where ${q.rule(model.table)}${live}`
  })
  return {
    /** The key that a value contains, as text. @throws PlinthError `INVALID_INPUT` for an invalid key */
    parse(given: unknown): string {
      assertUsable({ [by]: given })
      assertStorable({ [by]: given })
      const parsed = schema?.safeParse(given)
      if (parsed?.success) return textOf(parsed.data)
      const messages = parsed?.error.issues.map(({ message }) => message) ?? ['No row is found by this field.']
      throw new PlinthError('INVALID_INPUT', { fields: { [by]: messages } })
    },

    /** The existing rows with these keys that the actor may see, by key. */
    async find({ db, actor }: { db: Executor; actor: Actor }, keys: readonly string[]): Promise<Map<string, Existing>> {
      const rule = normalise(rules.read(actor))
      if (keys.length === 0 || rule === false) return new Map()
      const known = await found.run(db, { keys: JSON.stringify(keys) }, rule)
      return new Map(known.map(({ key, id, version }) => [key, { id, version }]))
    },
  }
}

/** A value of a key as text that Postgres reads as the same value. */
export const textOf = (key: unknown): string => (key instanceof Date ? key.toISOString() : String(key))
