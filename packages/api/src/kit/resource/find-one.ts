import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { fragment } from '@plinth/db/fragment'
import { type Executor, type RowRule, statement } from '@plinth/db/statement'
import { tableRow } from '@plinth/db/where'
import type { Definition, Params } from './definition.ts'
import { columnsOf, decideChecks, rowReader } from './select.ts'

/** The parameter for the end of an id. */
const tail = 'tail of id'

/** The actor, and the rule for the rows. */
export interface Reader {
  readonly actor: Actor
  readonly rule: RowRule
}

/** Reads fields of one row by a key under a rule, in one statement. Rows in the trash are excluded unless `isTrash`. */
export function findOne(definition: Definition, names: readonly string[]) {
  const { model, isSoft, keys, tails } = definition
  const row = tableRow(model.table)
  const read = rowReader(definition, names)
  const one = statement<Params, Record<string, unknown>>(
    (q) => {
      const key = keys.find((name) => q.has(name)) ?? 'id'
      const isKey = q.has(tail)
        ? fragment`right(${row.column('id')}::text, 12) = ${q.param(tail)}`
        : fragment`${row.column(key)} = ${q.param(key)}`
      const live = isSoft ? fragment` and ${row.column('removedAt')} is null` : fragment``
      return fragment.statement`select ${columnsOf({ q, row, prefix: '' }, definition, names)} from ${fragment.id(model.table)}
      where ${isKey} and ${q.check('rule', row)}${live}`
    },
    { isDerived: true },
  )
  /** The row that had this key before. */
  const renamed = async (db: Executor, key: Params, checks: Parameters<typeof one.run>[2]) => {
    const [name = '', value] = Object.entries(key).find(([name]) => tails[name]) ?? []
    const end = typeof value === 'string' ? tails[name]?.(value) : undefined
    return end === undefined ? undefined : (await one.run(db, { [tail]: end }, checks))[0]
  }
  /** @throws PlinthError `NOT_FOUND` when the row does not exist, or this actor may not read it */
  return async (db: Executor, key: Params, { actor, rule }: Reader): Promise<Record<string, unknown>> => {
    const checks = { ...decideChecks(definition, names, actor), rule }
    const [found = await renamed(db, key, checks)] = await one.run(db, key, checks)
    if (!found) throw new PlinthError('NOT_FOUND')
    return read(found)
  }
}
