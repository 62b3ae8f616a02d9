import { fragment } from '@plinth/db/fragment'
import { type Executor, type RowRule, statement } from '@plinth/db/statement'
import { type Held, isCut, keysFrom } from './cursor.ts'
import type { Definition, Params } from './definition.ts'
import { keyColumns, keyName, keyParams, orderedRow, sortIn, sortKeys, sortParams } from './keyset.ts'

/** The position that a cursor holds, as parameters of `afterPosition`. */
export function findPosition(definition: Definition) {
  const row = orderedRow(definition)
  const present = statement<Params, Record<string, string | null>>(
    (q) => fragment.statement`select ${keyColumns(sortKeys(definition, sortIn(q)), row)}
      from ${fragment.id(definition.model.table)} where ${row.column('id')} = ${q.param('id')}::uuid and ${q.check('rule', row)}`,
    { isOpen: true },
  )
  /**
   * The row is read, in a separate statement, only for a text that was cut. It is read under the rule: the next page must not reveal
   * whether a row has changed that this actor may no longer read.
   */
  return async (
    db: Executor,
    { held, sort }: { held: readonly Held[]; sort: readonly string[] },
    rule: RowRule,
  ): Promise<Params> => {
    if (!held.some(isCut)) return keyParams(keysFrom(held, []))
    const id = held[sortKeys(definition, sort).findIndex(({ column }) => column === 'id')]
    const [found = {}] = await present.run(db, { ...sortParams(sort), id }, { rule })
    return keyParams(
      keysFrom(
        held,
        held.map((_, nth) => found[keyName(nth)]),
      ),
    )
  }
}
