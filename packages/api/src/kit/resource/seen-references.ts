import type { Actor } from '@plinth/core/actor'
import { normalise } from '@plinth/core/where'
import { fragment } from '@plinth/db/fragment'
import { type Executor, statement } from '@plinth/db/statement'
import { tableRow } from '@plinth/db/where'
import type { Definition, Params } from './definition.ts'

/** Whether the row that a field of an event refers to may be seen; true for fields without a reference. */
export type IsSeen = (name: string, value: unknown) => boolean

type Side = Readonly<Record<string, unknown>> | null

/**
 * Finds out which rows that events refer to their reader may see: by the rules of the noun behind the relation and the row as it is now. A row in the
 * trash is visible to those who may remove it, a deleted row to those who may see every row of the noun. A hidden reference reads null, as in a list.
 */
export function seenReferences({ fields }: Definition) {
  const references = Object.entries(fields).flatMap(([name, { target, columns }]) => {
    if (!target || columns.length === 0) return []
    const { model, isSoft, rules } = target.definition
    const row = tableRow(model.table)
    const find = statement<Params, { id: string }>((q) => {
      const live = isSoft && fragment`(${row.column('removedAt')} is null or ${q.check('remove', row)})`
      const isFound = fragment.and([
        fragment`${row.column('id')} = any(${q.param('ids')}::uuid[])`,
        q.check('read', row),
        live,
      ])
      return fragment.statement<{
        id: string
      }>`select ${row.column('id')} as "id" from ${fragment.id(model.table)} where ${isFound}`
    })
    return [{ name, find, isSoft, rules }]
  })

  return async (db: Executor, sides: readonly Side[], actor: Actor): Promise<IsSeen> => {
    const seen = new Map<string, ReadonlySet<unknown>>()
    for (const { name, find, isSoft, rules } of references) {
      const read = normalise(rules.read(actor))
      const remove = isSoft && normalise(rules.remove(actor))
      if (read === true && (!isSoft || remove === true)) continue
      const ids = [...new Set(sides.flatMap((side) => side?.[name] ?? []))]
      const checks = isSoft ? { read, remove } : { read }
      const rows = ids.length === 0 || read === false ? [] : await find.run(db, { ids }, checks)
      seen.set(name, new Set(rows.map(({ id }) => id)))
    }
    return (name, value) => value === null || (seen.get(name)?.has(value) ?? true)
  }
}
