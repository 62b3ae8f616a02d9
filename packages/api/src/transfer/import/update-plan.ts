import { fragment, withSteps } from '@plinth/db/fragment'
import { statement } from '@plinth/db/statement'
import { eventStep } from '@plinth/platform/events/append'
import { auditOf } from '../../kit/resource/audit.ts'
import type { Definition } from '../../kit/resource/definition.ts'
import { followedValue } from '../../kit/resource/followed.ts'
import { unseenNames } from '../../kit/resource/references.ts'
import { columnsSet, connected, givenStep, givenValue, type ManyParams, noteStep } from './many-rows.ts'

/** The result of one of many rows. */
export interface Updated {
  n: number
  /** The row exists, and the actor may change it. */
  isFound: boolean
  /** The row has the expected version. */
  isCurrent: boolean
  /** The changed row would satisfy the rule. */
  isAllowed: boolean
  /** For a row that is found but not allowed: the references whose rows do not exist or are hidden from the actor. */
  unseen: string[]
  /** The row already has these values. */
  isSame: boolean
  isChanged: boolean
}

/** Changes many rows under the update rule, before and after, and inserts an event for each, in one statement. Rows that would not change stay. */
export function manyUpdate(definition: Definition, event: string) {
  const { model, isSoft, isVersioned } = definition
  const of = (step: string) => ({ model, column: (name: string) => fragment.ref(`${step}.${name}`) })
  return statement<ManyParams, Updated>(
    (q) => {
      const columns = columnsSet(q, definition)
      const valueIn = (step: string) => (column: string) =>
        followedValue(definition, column, {
          isSet: (name) => columns.includes(name),
          value: givenValue(definition, columns, step),
        })
      const own = valueIn('given')
      const next = {
        model,
        column: (name: string) => (columns.includes(name) ? own(name) : fragment.ref(`before.${name}`)),
      }
      const references = connected(q, definition, { row: next, columns })
      const wanted = fragment.and([q.check('rule', next), ...references.map(({ isSeen }) => isSeen)])
      const table = fragment.id(model.table)
      const live = isSoft ? fragment` and ${fragment.ref(`${model.table}.removedAt`)} is null` : fragment``
      const set = [
        ...columns.map((column) => fragment`${fragment.id(column)} = ${valueIn('judged')(column)}`),
        ...(isVersioned ? [fragment`"version" = "row"."version" + 1`] : []),
        ...(model.columns.updatedAt ? [fragment`"updatedAt" = now()`] : []),
      ]
      const isGiven = (column: string) => columns.includes(column) || column === 'version'
      const same = columns.map(
        (column) => fragment`${fragment.ref(`before.${column}`)} is not distinct from ${own(column)}`,
      )
      const current = isVersioned ? fragment`coalesce("given"."v" = "before"."version", true)` : fragment`true`
      return withSteps<Updated>(
        {
          given: givenStep(q, definition, columns),
          before: fragment`select ${table}.* from ${table} where ${fragment.ref(`${model.table}.id`)} in (select "id" from "given")
            and ${q.rule(model.table)}${live}`,
          judged: fragment`select "given".*, "before"."id" is not null as "isFound", ${current} as "isCurrent", (${wanted}) is true as "isAllowed",
              case when "before"."id" is null or (${wanted}) then '{}' else ${unseenNames(references)} end as "unseen", ${fragment.and(same)} as "isSame"
            from "given" left join "before" on "before"."id" = "given"."id"`,
          changed: fragment`update ${table} as "row" set ${fragment.list(set)}
            from "judged" join "before" on "before"."id" = "judged"."id"
            where "row"."id" = "judged"."id" and "isCurrent" and "isAllowed" and not "isSame"
              ${isVersioned ? fragment`and "row"."version" = "before"."version"` : fragment``} and ${q.rule(model.table, 'row')} returning "row".*`,
          event: eventStep(q, {
            type: event,
            from: fragment`"changed" join "before" on "before"."id" = "changed"."id" join "given" on "given"."id" = "changed"."id"`,
            id: fragment`"given"."e"`,
            before: auditOf(of('before'), definition, isGiven),
            after: auditOf(of('changed'), definition, isGiven),
          }),
          ...noteStep(q, 'updated', {
            from: fragment`"changed" join "given" on "given"."id" = "changed"."id"`,
            nth: fragment`"given"."n"`,
          }),
        },
        fragment`select "n", "isFound", "isCurrent", "isAllowed", "unseen", "isSame", "changed"."id" is not null as "isChanged"
          from "judged" left join "changed" on "changed"."id" = "judged"."id"`,
      )
    },
    { isOpen: true },
  )
}
