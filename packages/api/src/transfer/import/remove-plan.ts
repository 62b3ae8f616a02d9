import { fragment, withSteps } from '@plinth/db/fragment'
import { statement } from '@plinth/db/statement'
import { eventStep } from '@plinth/platform/events/append'
import { auditElsewhere, auditOf } from '../../kit/resource/audit.ts'
import type { Definition } from '../../kit/resource/definition.ts'
import { givenStep, type ManyParams } from './many-rows.ts'

/** The result of one of many removals. */
export interface Removed {
  n: number
  /** The row exists, and the actor may remove it. */
  isFound: boolean
  isChanged: boolean
}

/** Deletes many rows that have the given versions, under the remove rule, and inserts an event for each, in one statement. */
export function manyDeletion(definition: Definition) {
  const { model, name } = definition
  const before = { model, column: (column: string) => fragment.ref(`before.${column}`) }
  return statement<ManyParams, Removed>((q) => {
    const table = fragment.id(model.table)
    return withSteps<Removed>(
      {
        given: givenStep(q, definition, []),
        before: fragment`select ${table}.* from ${table} where ${fragment.ref(`${model.table}.id`)} in (select "id" from "given") and ${q.rule(model.table)}`,
        changed: fragment`delete from ${table} as "row" using "given" where "row"."id" = "given"."id"
          and "row"."version" = "given"."v" and ${q.rule(model.table, 'row')} returning "row"."id"`,
        event: eventStep(q, {
          type: `${name}.removed`,
          from: fragment`"changed" join "before" on "before"."id" = "changed"."id" join "given" on "given"."id" = "changed"."id"`,
          id: fragment`"given"."e"`,
          before: fragment`${auditOf(before, definition)}${auditElsewhere(q, definition, before)}`,
        }),
      },
      fragment`select "n", "before"."id" is not null as "isFound", "changed"."id" is not null as "isChanged"
        from "given" left join "before" on "before"."id" = "given"."id" left join "changed" on "changed"."id" = "given"."id"`,
    )
  })
}
