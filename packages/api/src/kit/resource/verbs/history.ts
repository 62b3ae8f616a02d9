import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { pageInput } from '@plinth/core/page'
import { normalise, type Predicate } from '@plinth/core/where'
import { fragment } from '@plinth/db/fragment'
import { type Build, type RowRule, statement } from '@plinth/db/statement'
import { tableRow } from '@plinth/db/where'
import { eventLog } from '@plinth/platform/events/log'
import { z } from 'zod'
import type { DatabaseCall } from '../../base-procedures.ts'
import { type RecordedKey, recordedKeys, sideByFields } from '../audit.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import type { Definition, Params } from '../definition.ts'
import { fieldChecks, sideOf, visibleThen } from '../earlier.ts'
import { historyRule } from '../history-rule.ts'
import { rowId } from '../row-address.ts'
import { type IsSeen, seenReferences } from '../seen-references.ts'
import type { History, HistoryEntry } from './answers.ts'
import type { QueryVerb } from './verb.ts'

/** Reads the events of a row, the newest first. */
export const history: QueryVerb<'history'> = {
  name: 'history',
  kind: 'query',
  rows: 'one',
  rule: historyRule,
  input: () => historyInput,
  output: () => historyPage,
  rest: { method: 'GET', path: '/{id}/history' },
  words: { summary: ({ one }) => `Read the history of one ${one}`, success: 'A page.' },
  contract: { output: () => 'RowHistory' },
  console: 'screen',
  work: readHistory,
}

interface EventRow extends Omit<HistoryEntry, 'actor'> {
  actorType: string
  actorId: string | null
  keyId: string | null
  impersonatorId: string | null
  /** Fields with a rule of their own, and whether this actor may see them on each side. */
  seenBefore: Record<string, boolean>
  seenAfter: Record<string, boolean>
}

const historyInput = z.strictObject({ id: rowId, ...pageInput })
type HistoryInput = z.output<typeof historyInput>

const fieldsAsTheyWere = z.record(z.string(), z.json()).nullable()

const historyPage = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      type: z.string(),
      createdAt: z.date(),
      actor: z.object({
        type: z.string(),
        id: z.uuid().nullable(),
        keyId: z.uuid().nullable(),
        impersonatorId: z.uuid().nullable(),
      }),
      requestId: z.string(),
      before: fieldsAsTheyWere,
      after: fieldsAsTheyWere,
    }),
  ),
  nextCursor: z.string().nullable(),
})

export function historyChecks(
  definition: Definition,
  actor: Actor,
  rule: RowRule,
): Record<string, boolean | Predicate> {
  const trash = definition.isSoft ? { remove: normalise(definition.rules.remove(actor)) } : {}
  return { ...fieldChecks(definition, actor), ...trash, rule }
}

/** The row itself, under the history rule; a row in the trash only for those who may also remove it. */
export function historyRow<P extends Params>(q: Build<P>, { model, isSoft }: Definition) {
  const row = tableRow(model.table)
  const live = isSoft ? fragment` and (${row.column('removedAt')} is null or ${q.check('remove', row)})` : fragment``
  return fragment`${row.column('id')} = ${q.param('id')} and ${q.check('rule', row)}${live}`
}

function readHistory(definition: Definition) {
  const { name, model } = definition
  const findSeen = seenReferences(definition)
  const events = statement<Params, EventRow>((q) => {
    const row = tableRow(model.table)
    const after = q.has('after') ? fragment` and "event"."id" < ${q.param('after')}::uuid` : fragment``
    return fragment.statement`select "event"."id", "event"."type", "event"."createdAt", "event"."actorType", "event"."actorId",
        "event"."keyId", "event"."impersonatorId", "event"."requestId", ${sideOf(definition, 'before')} as "before",
        ${sideOf(definition, 'after')} as "after",
        ${visibleThen(q, definition, 'before')} as "seenBefore", ${visibleThen(q, definition, 'after')} as "seenAfter"
      from ${fragment.id(model.table)} join ${eventLog('event')} on "event"."subject" = ${row.column('id')}
      where ${historyRow(q, definition)}${after} order by "event"."id" desc limit ${q.param('limit')}`
  })
  return async ({ ctx, db, input, actor, access }: DatabaseCall<unknown>): Promise<History> => {
    const { id, limit, cursor } = input as HistoryInput // by its schema
    const list = `${name}.history ${id}`
    const [after] = cursor === undefined ? [] : decodeCursor(ctx.signer, list, cursor)
    const params = { id, limit: limit + 1, after }
    const rows = await events.run(db, params, historyChecks(definition, actor, access.take()))
    if (rows.length === 0 && cursor === undefined) throw new PlinthError('NOT_FOUND')
    const shown = rows.slice(0, limit).map(({ before, after, ...row }) => ({
      ...row,
      before: sideByFields(definition, before),
      after: sideByFields(definition, after),
    }))
    const isSeen = await findSeen(
      db,
      shown.flatMap(({ before, after }) => [before, after]),
      actor,
    )
    const last = rows.length > limit ? shown.at(-1) : undefined
    return {
      items: shown.map((row) => entryOf(row, definition, isSeen)),
      nextCursor: last ? encodeCursor(ctx.signer, list, [last.id]) : null,
    }
  }
}

function entryOf(row: EventRow, definition: Definition, isSeen: IsSeen): HistoryEntry {
  const { actorType, actorId, keyId, impersonatorId, seenBefore, seenAfter, before, after, ...entry } = row
  return {
    ...entry,
    actor: { type: actorType, id: actorId, keyId, impersonatorId },
    before: shownSide(definition, before, { seen: seenBefore, isSeen }),
    after: shownSide(definition, after, { seen: seenAfter, isSeen }),
  }
}

/** What a resource shows of one side: only its own fields, since another resource may have written the event of the same row. */
function shownSide(
  definition: Definition,
  side: Readonly<Record<string, unknown>> | null,
  { seen, isSeen }: { seen: Record<string, boolean>; isSeen: IsSeen },
): Record<string, unknown> | null {
  if (!side) return null
  const { fields, model, isSoft } = definition
  const shown: Record<string, unknown> = {}
  const isHidden = (column: string) => hidden.has(column)
  const hidden = new Set(Object.entries(fields).flatMap(([name, field]) => (seen[name] === false ? field.columns : [])))
  const recorded = new Map(recordedKeys(definition).map((each) => [each.key, each]))
  for (const [name, { audit, isSecret }] of Object.entries(fields)) {
    const { columns = [], parts } = recorded.get(name) ?? {}
    if (!(name in side) || seen[name] === false || columns.some(isHidden) || (columns.length === 0 && !audit)) continue
    const value = isSeen(name, side[name]) ? side[name] : null
    shown[name] = isSecret && value !== null ? '[secret]' : shownValue(value, { columns, parts }, model)
  }
  for (const column of isSoft ? ['version', 'removedAt'] : ['version']) {
    if (column in side && !isHidden(column)) shown[column] = side[column]
  }
  return shown
}

/** A value of an event. A bigint is text in it, and an amount of money a number, as reads have it. */
function shownValue(
  value: unknown,
  { columns, parts }: Pick<RecordedKey, 'columns' | 'parts'>,
  model: Definition['model'],
): unknown {
  if (!parts || typeof value !== 'object' || value === null) return value
  const part = (column: string) => parts[column] ?? column
  return Object.fromEntries(
    columns.map((column) => [part(column), readable(model.columns[column]?.type, Reflect.get(value, part(column)))]),
  )
}

/** A whole number that is part of a value, while it is exact; else its text. */
function readable(type: string | undefined, value: unknown): unknown {
  return type === 'BigInt' && typeof value === 'string' && Number.isSafeInteger(Number(value)) ? Number(value) : value
}
