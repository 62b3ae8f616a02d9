import { exactJson } from '@plinth/core/exact-json'
import { newId } from '@plinth/core/id'
import { normalise, type Predicate } from '@plinth/core/where'
import { fragment } from '@plinth/db/fragment'
import { type Build, statement } from '@plinth/db/statement'
import { retried } from '../../kit/pipeline/retried.ts'
import { createRow } from '../../kit/resource/create-row.ts'
import type { Definition } from '../../kit/resource/definition.ts'
import { findOne } from '../../kit/resource/find-one.ts'
import { updateRow } from '../../kit/resource/update-row.ts'
import type { Existing } from './key-finder.ts'
import type { Writer } from './writer.ts'

interface Noted {
  importId: string
  row: number
  kind: string
  subject: string
  version: number
}

const note = statement(
  (
    q: Build<Noted>,
  ) => fragment.statement<never>`insert into "import_rows" ("importId", "row", "kind", "subject", "version")
    values (${q.param('importId')}::uuid, ${q.param('row')}::int, ${q.param('kind')}::"ImportedRowKind", ${q.param('subject')}::uuid, ${q.param('version')}::int)`,
)

/** The verbs of a resource for one row at a time, for writes that a statement of many rows cannot do, such as names in other tables. */
export function rowPath(definition: Definition) {
  const { writing, updates } = definition
  const create = createRow(definition)
  const update = updateRow(definition)
  const find = findOne(definition, updates)
  const callOf = ({ db, actor, requestId }: Writer) => ({ db, actor, ctx: { requestId } })
  const noted = async ({ db, importId }: Writer, row: Omit<Noted, 'importId'>) => {
    if (importId !== undefined) await note.run(db, { ...row, importId })
  }
  return {
    /** @throws PlinthError as `create` does, and the database's error for a violated constraint */
    async create(
      writer: Writer,
      { nth, values }: { nth: number; values: Record<string, unknown> },
      rule: true | Predicate,
    ) {
      const id = newId()
      await retried(writing.retry, (attempt) =>
        writer.db.attempt(() => create(callOf(writer), values, { rule, attempt, id })),
      )
      await noted(writer, { row: nth, kind: 'created', subject: id, version: 1 })
    },

    /** Whether anything was changed. @throws PlinthError as `update` does, and the database's error for a violated constraint */
    async update(
      writer: Writer,
      { nth, values, existing }: { nth: number; values: Record<string, unknown>; existing: Existing },
      rule: true | Predicate,
    ): Promise<boolean> {
      const read = normalise(definition.rules.read(writer.actor))
      const now =
        read === false ? undefined : await find(writer.db, { id: existing.id }, { actor: writer.actor, rule: read })
      if (now && Object.entries(values).every(([name, value]) => isSame(value, now[name]))) return false
      await retried(writing.retry, (attempt) =>
        writer.db.attempt(() => update(callOf(writer), { ...values, ...existing }, { rule, attempt })),
      )
      await noted(writer, { row: nth, kind: 'updated', subject: existing.id, version: existing.version + 1 })
      return true
    },
  }
}

/** Whether a field already has the value to be written; a relation is compared by its id. */
function isSame(given: unknown, now: unknown): boolean {
  const isRelated = typeof given === 'string' && typeof now === 'object' && now !== null && 'id' in now
  return exactJson(given) === exactJson(isRelated ? now.id : now)
}
