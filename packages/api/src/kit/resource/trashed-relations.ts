import type { Actor } from '@plinth/core/actor'
import { normalise } from '@plinth/core/where'
import { fragment } from '@plinth/db/fragment'
import { type Executor, statement } from '@plinth/db/statement'
import { joinOn, tableRow } from '@plinth/db/where'
import type { Definition, Params } from './definition.ts'
import { allOf } from './filters.ts'
import { perDefinition } from './per-definition.ts'
import { isTrashSeen, trashChecks } from './trash-seen.ts'

/** A relation of a row that reads null because the row that it leads to is in the trash. */
export interface TrashedRelation {
  /** Of the row. */
  readonly id: string
  readonly field: string
  /** The row in the trash, and what screens call it; null where its title is not for everyone who sees it. */
  readonly target: { readonly id: string; readonly title: string | null }
}

const findersOf = perDefinition(({ fields, model, isSoft }) =>
  Object.entries(fields).flatMap(([name, { kind, target, rule, relation }]) => {
    const known = model.relations[relation ?? name]
    if (kind !== 'one' || !target?.definition.isSoft || !known) return []
    const { definition } = target
    const title = definition.fields[definition.labels.title]
    const [column] = title?.rule || title?.isSecret ? [] : (title?.columns ?? [])
    const find = statement<Params, { id: string; target: string; title: string | null }>((q) => {
      const [row, other] = [tableRow(model.table), tableRow(definition.model.table, 'of')]
      const shown = column === undefined ? fragment`null::text` : fragment`${other.column(column)}::text`
      const where = fragment.and([
        fragment`${row.column('id')} = any(${q.param('ids')}::uuid[])`,
        q.check('row', row),
        isSoft && fragment`(${row.column('removedAt')} is null or ${q.check('trash', row)})`,
        isTrashSeen(q, other),
      ])
      return fragment.statement<{ id: string; target: string; title: string | null }>`
        select ${row.column('id')} as "id", ${other.column('id')} as "target", ${shown} as "title"
        from ${fragment.id(model.table)} join ${fragment.table(definition.model.table, 'of')} on ${joinOn(known, row, 'of')}
        where ${where}`
    })
    return [{ name, definition, rule, find }]
  }),
)

/** Finds which relations of these rows lead into the trash: for those who may see the rows, the fields, and the rows in the trash. */
export async function trashedRelations(
  db: Executor,
  definition: Definition,
  { ids, actor }: { ids: readonly string[]; actor: Actor },
): Promise<TrashedRelation[]> {
  const { read, remove } = trashChecks(definition, actor)
  const found: TrashedRelation[] = []
  for (const { name, definition: target, rule, find } of findersOf(definition)) {
    const field = rule ? normalise(rule(actor)) : true
    const there = trashChecks(target, actor)
    if ([read, field, there.read, there.remove].includes(false)) continue
    const row = allOf([read, field])
    const rows = await find.run(db, { ids }, { ...there, row, ...(definition.isSoft && { trash: remove }) })
    found.push(...rows.map(({ id, target, title }) => ({ id, field: name, target: { id: target, title } })))
  }
  return found
}
