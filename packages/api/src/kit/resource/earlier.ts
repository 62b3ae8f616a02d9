import type { Actor } from '@plinth/core/actor'
import { normalise, type Predicate } from '@plinth/core/where'
import { type Expression, fragment } from '@plinth/db/fragment'
import type { Build } from '@plinth/db/statement'
import { type RowSource, tableRow } from '@plinth/db/where'
import { eventLog } from '@plinth/platform/events/log'
import { isRecordedAsText } from '../recorded.ts'
import { columnIn, sideByColumns } from './audit.ts'
import type { Definition, Params } from './definition.ts'
import { knownPart, recordedColumns } from './history-rule.ts'

type Checks = Record<string, boolean | Predicate>

/** Fields that some readers of the row may not see. */
const ruledFields = ({ fields }: Definition) =>
  Object.entries(fields).flatMap(([name, { rule }]) => (rule ? [{ name, rule }] : []))

/** The rules of fields, of the row as it is (`field x`) and of the row as an event knows it (`then x`). */
export function fieldChecks(definition: Definition, actor: Actor): Checks {
  const known = recordedColumns(definition)
  return Object.fromEntries(
    ruledFields(definition).flatMap(({ name, rule }) => {
      const answer = normalise(rule(actor))
      return [
        [`field ${name}`, answer],
        [`then ${name}`, knownPart(answer, known)],
      ]
    }),
  )
}

export type Side = 'before' | 'after'

/**
 * The row right before or right after its event `event`: for each column the value in the event, else the `before` value of the first later
 * event, else the current value. Later events are those with a higher version, since the clocks of several servers differ.
 */
function rowThen(definition: Definition, side: Side): RowSource {
  const { model } = definition
  const now = tableRow(model.table)
  return {
    model,
    column: (name) => {
      if (name === 'id') return now.column(name)
      const then = columnIn(definition, fragment`"later"."before"`, name)
      const later = fragment`select ${then.value} as "value" from ${eventLog('later')}
        where "later"."subject" = ${now.column('id')} and ${then.isTold}
          and ("later"."after"->>'version')::int > ("event"."after"->>'version')::int
        order by ("later"."after"->>'version')::int limit 1`
      const told = (of: Side) => {
        const { isTold, value } = columnIn(definition, fragment`"event".${fragment.id(of)}`, name)
        return fragment`when ${isTold} then ${value}`
      }
      const json = fragment`(case ${side === 'before' ? told('before') : fragment``} ${told('after')}
        else coalesce((${later}), to_jsonb(${now.column(name)})) end)`
      const { sql = 'text', isList } = model.columns[name] ?? {}
      if (isList) return fragment`array(select jsonb_array_elements_text(${json}))::${fragment.raw(sql)}`
      return sql === 'jsonb' ? json : fragment`(${json} #>> '{}')::${fragment.raw(sql)}`
    },
  }
}

/** Which fields this actor may see of the row as it is and as it was on one side of `event`; undecidable fields are hidden. */
export function visibleThen(q: Build<Params>, definition: Definition, side: Side): Expression<unknown> {
  const now = tableRow(definition.model.table)
  const then = rowThen(definition, side)
  return fragment.jsonb(
    ruledFields(definition).map(({ name }) => [
      name,
      // The position of an event without a version is unknown.
      fragment`coalesce("event"."after" ? 'version' and ${q.check(`field ${name}`, now)} and ${q.check(`then ${name}`, then)}, false)`,
    ]),
  )
}

/** One side of an event by public names; see `exact`. */
export const sideOf = (definition: Definition, side: Side): Expression<unknown> =>
  exact(definition, fragment`"event".${fragment.id(side)}`)

/** One side of an event by columns; see `exact`. */
export const columnsOfSide = (definition: Definition, side: Side): Expression<unknown> =>
  exact(definition, sideByColumns(definition, fragment`"event".${fragment.id(side)}`))

/** Numbers that JavaScript would round, as text: events of earlier versions hold them as JSON numbers. */
function exact({ model }: Definition, json: Expression<unknown>): Expression<unknown> {
  const exact = Object.keys(model.columns).filter((name) => isRecordedAsText(model.columns[name]))
  if (exact.length === 0) return json
  return fragment`(select jsonb_object_agg("key", case when jsonb_typeof("value") = 'number'
      and "key" in (${fragment.list(exact.map(fragment.constant))}) then to_jsonb("value" #>> '{}') else "value" end) from jsonb_each(${json}))`
}
