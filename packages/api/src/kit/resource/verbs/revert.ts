import { PlinthError } from '@plinth/core/errors'
import { fragment } from '@plinth/db/fragment'
import { statement } from '@plinth/db/statement'
import { tableRow } from '@plinth/db/where'
import { eventLog } from '@plinth/platform/events/log'
import { z } from 'zod'
import type { MutationCall, WriteAt } from '../../base-procedures.ts'
import { decide } from '../../pipeline/access.ts'
import { invalidInput } from '../../pipeline/invalid-input.ts'
import { recordedRow } from '../../recorded.ts'
import { auditElsewhere, recordedKeys } from '../audit.ts'
import type { Definition, Params } from '../definition.ts'
import { columnsOfSide, visibleThen } from '../earlier.ts'
import { historyRule } from '../history-rule.ts'
import { fieldsNotRestored } from '../restored-fields.ts'
import { rowAddress, rowId } from '../row-address.ts'
import { storedValue } from '../stored-value.ts'
import { updateRow } from '../update-row.ts'
import { historyChecks, historyRow } from './history.ts'
import type { MutationVerb } from './verb.ts'

const revertInput = rowAddress.extend({ eventId: rowId })

/**
 * Restores a row to its state right after one of its events: each column that a later event changed gets the value before the first such event.
 * Later events are those with a higher version, since the clocks of several servers differ. It does not restore fields that its actor may not see, and
 * its answer names the fields that keep their present value.
 */
export const revert: MutationVerb<'revert'> = {
  name: 'revert',
  kind: 'mutation',
  rows: 'one',
  rule: (rules) => rules.update,
  input: () => revertInput,
  output: ({ schemas }) => schemas.written.extend({ notRestored: z.array(z.string()) }),
  event: 'reverted',
  rest: { method: 'POST', path: '/{id}/revert' },
  words: { summary: ({ one }) => `Restore an earlier state of one ${one}` },
  contract: { output: ({ written }, print) => `RowReverted<${print(written)}>` },
  console: 'screen',
  work: restoreState,
}

interface Found {
  /** The event says which version of the row it made. */
  isPlaced: boolean
  /** A later event records columns but no version, so its position is not known. */
  isGap: boolean
  values: Record<string, unknown>
  /** The current row. */
  now: Record<string, unknown>
  /** Fields with a rule of their own, and whether this actor may see them of the row as it was. */
  seen: Record<string, boolean>
}

function restoreState(definition: Definition) {
  const { name, model, rules } = definition
  const eventType = `${name}.reverted`
  const table = fragment.id(model.table)
  const row = tableRow(model.table)
  const keys = recordedKeys(definition)
  const names = [...new Set(keys.flatMap(({ key, columns }) => [key, ...columns]))]
  const told = keys.filter(({ isSecret }) => !isSecret).flatMap(({ columns }) => columns)
  const undone = statement<Params, Found>(
    (q) => fragment.statement`with "at" as (
        select ("event"."after"->>'version')::int as "version", "event"."id", ${visibleThen(q, definition, 'after')} as "seen",
          ${recordedRow(row, [...new Set(told)])}${auditElsewhere(q, definition, row)} as "now"
        from ${eventLog('event')}, ${table}
        where "event"."id" = ${q.param('eventId')} and "event"."subject" = ${fragment.ref(`${model.table}.id`)} and ${historyRow(q, definition)}
      ), "first" as (
        select distinct on ("was"."key") "was"."key", "was"."value"
        from "at", ${eventLog('event')}, jsonb_each(${columnsOfSide(definition, 'before')}) as "was"
        where "event"."subject" = ${q.param('id')} and ("event"."after"->>'version')::int > "at"."version"
        order by "was"."key", ("event"."after"->>'version')::int
      ) select coalesce((select jsonb_object_agg("key", "value") from "first"), '{}') as "values", "seen", "now",
        "version" is not null as "isPlaced", exists (select from ${eventLog('event')} where "event"."subject" = ${q.param('id')}
          and "event"."id" > "at"."id" and not coalesce("event"."after" ? 'version', false)
          and (coalesce("event"."before", '{}') || coalesce("event"."after", '{}')) ?| array[${fragment.list(names.map(fragment.constant))}]) as "isGap"
      from "at"`,
    { isDerived: true },
  )
  const update = updateRow(definition, eventType)
  const history = historyRule(rules)
  return async (call: MutationCall<unknown>, { attempt }: Pick<WriteAt<undefined>, 'attempt'>) => {
    const { id, version, eventId } = call.input as z.output<typeof revertInput> // by its schema
    const checks = historyChecks(definition, call.actor, decide(history, call.actor))
    const [found] = await undone.run(call.db, { id, eventId }, checks)
    if (!found) throw new PlinthError('NOT_FOUND')
    if (!found.isPlaced)
      throw notRestorable('This entry does not hold a state of the row. Choose one that changed the row.')
    if (found.isGap)
      throw notRestorable(
        'A later entry does not say which version of the row it made, so what it changed cannot be taken back.',
      )
    const written = await update(
      call,
      { ...writable(definition, found), id, version },
      { rule: call.access.take(), attempt },
    )
    const { values: then, now, seen } = found
    return { ...written, notRestored: fieldsNotRestored(definition, { then, now, seen }) }
  }
}

const notRestorable = (message: string) => new PlinthError('INVALID_INPUT', { fields: { eventId: [message] } })

/**
 * Columns of events as what an update takes, checked as an update is.
 * @throws PlinthError `FORBIDDEN` or `INVALID_INPUT` with the fields that cannot be restored
 */
function writable({ fields, updates, schemas }: Definition, { values: columns, now, seen }: Found) {
  const values = updates.flatMap((name): [string, unknown][] => {
    const field = fields[name]
    if (!field || field.isSecret) return []
    if (field.audit) return name in columns ? [[name, columns[name]]] : []
    return field.columns.some((column) => column in columns) ? [[name, storedValue(field, { ...now, ...columns })]] : []
  })
  const unseen = values.filter(([name]) => seen[name] === false)
  if (unseen.length > 0) {
    const message = 'You may not see what this field held then, so you may not restore it.'
    throw new PlinthError('FORBIDDEN', { fields: Object.fromEntries(unseen.map(([name]) => [name, [message]])) })
  }
  const checked = schemas.update.safeParse(Object.fromEntries(values))
  if (!checked.success) throw invalidInput(checked.error)
  return checked.data
}
