import type { Actor } from '@plinth/core/actor'
import { brokenConstraint } from '@plinth/db/errors'
import { fragment } from '@plinth/db/fragment'
import { type Executor, statement } from '@plinth/db/statement'
import { tableRow } from '@plinth/db/where'
import { conflictsOf } from '../resource/conflicts-of.ts'
import type { Definition, Params } from '../resource/definition.ts'
import { setParam } from '../resource/parameters.ts'
import { perDefinition } from '../resource/per-definition.ts'
import { isTrashSeen, trashChecks } from '../resource/trash-seen.ts'
import { type Unique, uniquesOf } from '../resource/uniques.ts'
import { presetOf } from '../resource/write-plans.ts'
import { conflict } from './conflict.ts'

/** A write of one row that the database refused, and the values that it would have stored. */
interface RefusedWrite {
  readonly definition: Definition
  /** Its parameters; those of columns by `setParam`. */
  readonly params: Params
}

/** The write that caused each failure. The failure itself stays the database's error, which other code inspects. */
const refused = new WeakMap<object, RefusedWrite>()

/** Runs a write of one row, and keeps its values for `explainTaken` if it violates a constraint. */
export async function noteRefused<Output>(write: RefusedWrite, run: () => Promise<Output>): Promise<Output> {
  try {
    return await run()
  } catch (error) {
    if (typeof error === 'object' && error !== null && brokenConstraint(error) !== undefined) refused.set(error, write)
    throw error
  }
}

/** The message where a row in the trash has the value. */
export const takenInTrash = ({ labels }: Definition): string =>
  `A ${labels.one} in the trash has this value. Restore it, or remove it for good.`

const holdersOf = perDefinition((definition) => {
  const { table, columns } = definition.model
  const holderOf = (unique: Unique) =>
    statement<Params, { id: string }>((q) => {
      const row = tableRow(table)
      const own = tableRow(table, 'own')
      const same = unique.columns.map((column) => {
        const isGiven = q.has(setParam(column))
        const given = () => fragment`${q.param(setParam(column))}::${fragment.raw(columns[column]?.sql ?? 'text')}`
        const kept = () =>
          fragment`(select ${own.column(column)} from ${fragment.table(table, 'own')} where ${own.column('id')} = ${q.param('id')}::uuid)`
        const value = isGiven ? given() : q.has('id') ? kept() : presetOf(definition, column)
        return fragment`${row.column(column)} = ${value}`
      })
      return fragment.statement<{ id: string }>`select ${row.column('id')} as "id" from ${fragment.id(table)}
        where ${fragment.and([...same, isTrashSeen(q, row)])} limit 1`
    })
  const known = uniquesOf(definition).filter(({ isLive }) => !isLive)
  return new Map(known.map((unique) => [unique.constraint, { unique, find: holderOf(unique) }]))
})

/** Whether only the database knows the value that the column would have had. */
function isMadeByDatabase({ model }: Definition, { column, params }: { column: string; params: Params }): boolean {
  const { hasDefault, preset } = model.columns[column] ?? {}
  return (
    params[setParam(column)] === undefined && params.id === undefined && hasDefault === true && preset === undefined
  )
}

/**
 * The failure of a write, or an error that says that a row in the trash has the unique value, if the actor may see that row there. Call it after the
 * transaction or the savepoint of the write has been rolled back.
 */
export async function explainTaken(db: Executor, actor: Actor, error: unknown): Promise<unknown> {
  const write = typeof error === 'object' && error !== null ? refused.get(error) : undefined
  if (!write?.definition.isSoft) return error
  const { definition, params } = write
  const constraint = brokenConstraint(error) ?? ''
  const holder = holdersOf(definition).get(constraint)
  const known = conflictsOf(definition)[constraint]
  const checks = trashChecks(definition, actor)
  const isUnknown = holder?.unique.columns.some((column) => isMadeByDatabase(definition, { column, params }))
  if (!holder || !known || isUnknown || checks.read === false || checks.remove === false) return error
  const given = holder.unique.columns.map((column) => [setParam(column), params[setParam(column)]])
  const [found] = await holder.find.run(db, { ...Object.fromEntries(given), id: params.id }, checks)
  return found ? conflict({ ...known, message: takenInTrash(definition) }, error) : error
}
