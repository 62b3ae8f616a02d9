import { type Expression, fragment, withSteps } from '@plinth/db/fragment'
import { statement } from '@plinth/db/statement'
import { tableRow } from '@plinth/db/where'
import { eventStep } from '@plinth/platform/events/append'
import { auditOf } from '../../kit/resource/audit.ts'
import type { Definition } from '../../kit/resource/definition.ts'
import { unseenNames } from '../../kit/resource/references.ts'
import { isTrashSeen } from '../../kit/resource/trash-seen.ts'
import { uniquesOf } from '../../kit/resource/uniques.ts'
import { emptyLists, presetOf } from '../../kit/resource/write-plans.ts'
import { columnsSet, connected, givenStep, givenValue, type ManyParams, noteStep, rowsToBe } from './many-rows.ts'

/** A row that was not inserted: it violates the rule, or conflicts with an existing row. */
export interface NotCreated {
  n: number
  isAllowed: boolean
  /** For a row that is not allowed: the references whose rows do not exist or are hidden from the actor. */
  unseen: string[]
}

/**
 * Inserts many rows, each if the new row satisfies the create rule, and an event for each, in one statement. Rows that violate a unique
 * constraint are skipped, and returned with those that violate the rule.
 */
export function manyCreation(definition: Definition) {
  const { model, name } = definition
  const changed = { model, column: (column: string) => fragment.ref(`changed.${column}`) }
  return statement<ManyParams, NotCreated>(
    (q) => {
      const columns = columnsSet(q, definition)
      const lists = emptyLists(definition, columns)
      const given = givenValue(definition, columns, 'judged')
      const own = (column: string) => (lists.includes(column) ? presetOf(definition, column) : given(column))
      const set = [...columns, ...lists]
      const next = rowsToBe(definition, { columns, step: 'given' }, (column) => presetOf(definition, column))
      const id = fragment.id(`c${columns.indexOf('id')}`)
      const references = connected(q, definition, { row: next, columns })
      const wanted = fragment.and([q.check('rule', next), ...references.map(({ isSeen }) => isSeen)])
      return withSteps<NotCreated>(
        {
          given: givenStep(q, definition, columns),
          judged: fragment`select *, case when "isAllowed" then '{}' else ${unseenNames(references)} end as "unseen" from (select "given".*, (${wanted}) is true as "isAllowed" from "given") as "given"`,
          changed: fragment`insert into ${fragment.id(model.table)} (${fragment.list(set.map(fragment.id))})
            select ${fragment.list(set.map(own))} from "judged" where "isAllowed" order by "n"
            on conflict do nothing returning *`,
          event: eventStep(q, {
            type: `${name}.created`,
            from: fragment`"changed" join "given" on "given".${id} = "changed"."id"`,
            id: fragment`"given"."e"`,
            after: auditOf(changed, definition),
          }),
          ...noteStep(q, 'created', {
            from: fragment`"changed" join "given" on "given".${id} = "changed"."id"`,
            nth: fragment`"given"."n"`,
          }),
        },
        fragment`select "judged"."n", "judged"."isAllowed", "judged"."unseen" from "judged"
          left join "changed" on "changed"."id" = "judged".${id} where "changed"."id" is null`,
      )
    },
    { isOpen: true },
  )
}

/** The conflicts of a row: constraints by name, and those whose row is in the trash, if the actor may see it. */
interface InTheWay {
  n: number
  conflicts: string[]
  trashed: string[]
}

/** The unique constraints that each row would violate because of existing rows. With the predicates of `trashChecks`. */
export function findConflicts(definition: Definition) {
  const { model, isSoft } = definition
  return statement<ManyParams, InTheWay>(
    (q) => {
      const columns = columnsSet(q, definition)
      const own = givenValue(definition, columns, 'given')
      const known = tableRow(model.table, 'known')
      const held = uniquesOf(definition).filter((unique) => unique.columns.every((column) => columns.includes(column)))
      const where = (more: Expression<unknown> | false = false) =>
        fragment.list([
          fragment`null::text`,
          ...held.map((unique) => {
            const same = unique.columns.map((column) => fragment`${known.column(column)} = ${own(column)}`)
            const live = unique.isLive && fragment`${known.column('removedAt')} is null`
            const all = fragment.and([...same, live, more])
            return fragment`case when exists (select from ${fragment.table(model.table, 'known')} where ${all}) then ${fragment.constant(unique.constraint)} end`
          }),
        ])
      const trashed = isSoft ? where(isTrashSeen(q, known)) : fragment`null::text`
      return withSteps<InTheWay>(
        { given: givenStep(q, definition, columns) },
        fragment`select "n", array_remove(array[${where()}], null) as "conflicts", array_remove(array[${trashed}], null) as "trashed" from "given"`,
      )
    },
    { isOpen: true },
  )
}
