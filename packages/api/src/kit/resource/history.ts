import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { pageInput } from '@plinth/core/page'
import { normalise, type Predicate } from '@plinth/core/where'
import { type Expression, fragment } from '@plinth/db/fragment'
import { type Build, type RowRule, statement } from '@plinth/db/statement'
import { tableRow } from '@plinth/db/where'
import { z } from 'zod'
import { mutation, query } from '../base-procedures.ts'
import { invalidInput } from '../pipeline/invalid-input.ts'
import type { Definition, Params } from './definition.ts'
import { historyRule } from './history-rule.ts'
import { decodeCursor, encodeCursor } from './keyset.ts'
import type { History, HistoryEntry } from './verb-types.ts'
import { rowId, updateRow, version } from './verbs.ts'

interface EventRow extends Omit<HistoryEntry, 'actor'> {
  actorType: string
  actorId: string | null
  keyId: string | null
  impersonatorId: string | null
  /** Fields with a rule of their own, and whether this actor may see them of this row. */
  visible: Record<string, boolean>
  /** Columns that any event of the row has changed; empty where no field has a rule. */
  changed: string[]
  key: string
}

const historyInput = z.strictObject({ id: rowId, limit: pageInput.limit, cursor: z.string().max(500).optional() })
type HistoryInput = z.output<typeof historyInput>

/** Fields that not everyone who reads the row may see. */
const ruledFields = ({ fields }: Definition) => Object.entries(fields).filter(([, { rule }]) => rule !== undefined)

function checksFor(definition: Definition, actor: Actor, rule: RowRule): Record<string, boolean | Predicate> {
  const fields = ruledFields(definition).map(([name, field]) => [
    `field ${name}`,
    normalise(field.rule?.(actor) ?? false),
  ])
  const trash = definition.isSoft ? { remove: normalise(definition.rules.remove(actor)) } : {}
  return { ...Object.fromEntries(fields), ...trash, rule }
}

/**
 * A side of an event with each decimal as text. Postgres keeps every digit of a number in `jsonb`; JSON.parse would round it. New events hold
 * text already, see `auditOf`.
 */
function exact({ model }: Definition, side: 'before' | 'after'): Expression<unknown> {
  const column = fragment.ref(`event.${side}`)
  const decimals = Object.keys(model.columns).filter((name) => model.columns[name]?.type === 'Decimal')
  if (decimals.length === 0) return column
  const texts = decimals.map(
    (name) => fragment`case when jsonb_typeof(${column} -> ${fragment.constant(name)}) = 'number'
      then jsonb_build_object(${fragment.constant(name)}, ${column} ->> ${fragment.constant(name)}) else '{}' end`,
  )
  return texts.reduce((all, text) => fragment`${all} || ${text}`, column)
}

/** The row itself, under its read rule; of what lies in the trash, for whoever may remove it. */
function readable<P extends Params>(q: Build<P>, { model, isSoft }: Definition) {
  const row = tableRow(model.table)
  const live = isSoft ? fragment` and (${row.column('removedAt')} is null or ${q.check('remove', row)})` : fragment``
  return fragment`${row.column('id')} = ${q.param('id')} and ${q.check('rule', row)}${live}`
}

/**
 * Columns that decide which fields of the row the actor may see. Where one of them has changed, a field that the actor may see today may have been
 * hidden from them before.
 */
function decidingColumns(checks: Record<string, boolean | Predicate>): Map<string, string[]> {
  const ruled = Object.entries(checks).filter(([name]) => name.startsWith('field '))
  return new Map(
    ruled.map(([name, predicate]) => [name.slice(6), typeof predicate === 'boolean' ? [] : columnsOf(predicate)]),
  )
}

function columnsOf(predicate: Predicate): string[] {
  switch (predicate.op) {
    case 'and':
    case 'or':
      return predicate.of.flatMap(columnsOf)
    case 'not':
      return columnsOf(predicate.of)
    case 'compare':
      return [predicate.field]
    default:
      // Of related rows no earlier state is known with this row: the rule holds for them as they are.
      return []
  }
}

/** The events of a row, the newest first, for those whom the rule of its history allows. */
export function historyVerb(definition: Definition) {
  const { name, model, rules } = definition
  const ruled = ruledFields(definition)
  const list = `${name} history`
  const events = statement<Params, EventRow>((q) => {
    const row = tableRow(model.table)
    const visible = fragment.jsonb(ruled.map(([field]) => [field, q.check(`field ${field}`, row)]))
    // Each column that any event of the row has changed: which of them a rule depends on is decided below.
    const changed =
      ruled.length === 0
        ? fragment`'[]'::jsonb`
        : fragment`(select coalesce(jsonb_agg(distinct "key"), '[]') from "events" as "other", jsonb_object_keys("other"."before") as "key"
            where "other"."subject" = ${row.column('id')} and jsonb_typeof("other"."before") = 'object')`
    const after = q.has('at')
      ? fragment` and ("event"."createdAt", "event"."id") < (${q.param('at')}::timestamptz, ${q.param('after')}::uuid)`
      : fragment``
    return fragment.statement`select "event"."id", "event"."type", "event"."createdAt", "event"."createdAt"::text as "key", "event"."actorType", "event"."actorId",
        "event"."keyId", "event"."impersonatorId", "event"."requestId", ${exact(definition, 'before')} as "before", ${exact(definition, 'after')} as "after",
        ${visible} as "visible", ${changed} as "changed"
      from ${fragment.id(model.table)} join "events" as "event" on "event"."subject" = ${row.column('id')}
      where ${readable(q, definition)}${after} order by "event"."createdAt" desc, "event"."id" desc limit ${q.param('limit')}`
  })
  return query(
    { rule: historyRule(rules), input: historyInput, meta: { resource: definition, verb: 'history' } },
    async ({ ctx, db, input, actor, access }): Promise<History> => {
      const { id, limit, cursor } = input as HistoryInput // by its schema
      const position = cursor === undefined ? {} : decodeCursor(ctx.signer, list, cursor)
      const params = { id, limit: limit + 1, at: position['key 0'], after: position['key 1'] }
      const checks = checksFor(definition, actor, access.take())
      const rows = await events.run(db, params, checks)
      if (rows.length === 0 && cursor === undefined) throw new PlinthError('NOT_FOUND')
      const unseen = columnsOfUnseen(definition, actor)
      const deciding = decidingColumns(checks)
      const shown = rows.slice(0, limit)
      const last = rows.length > limit ? shown.at(-1) : undefined
      return {
        items: shown.map((row) => entryOf(row, definition, { unseen, deciding })),
        nextCursor: last ? encodeCursor(ctx.signer, list, [last.key, last.id]) : null,
      }
    },
  )
}

/**
 * Columns that refer to rows of which this actor may not see each one: a list reads those as null, and an event knows but their ids.
 * What was referred to may have changed since or be gone, so there is no row by which to tell the ids apart.
 */
function columnsOfUnseen({ fields }: Definition, actor: Actor): string[] {
  return Object.values(fields).flatMap(({ target, columns }) => {
    if (!target) return []
    const { rules, isSoft } = target.definition
    return !isSoft && normalise(rules.read(actor)) === true ? [] : columns
  })
}

interface Hidden {
  readonly unseen: readonly string[]
  readonly deciding: ReadonlyMap<string, readonly string[]>
}

/** A field with a rule shows its earlier values where the rule holds for the row now and no column that it depends on has ever changed. */
function entryOf(row: EventRow, { fields }: Definition, { unseen, deciding }: Hidden): HistoryEntry {
  const { actorType, actorId, keyId, impersonatorId, visible, changed, key: _, before, after, ...entry } = row
  const ruled = Object.entries(visible).flatMap(([name, isVisible]) =>
    isVisible && !deciding.get(name)?.some((column) => changed.includes(column))
      ? []
      : [name, ...(fields[name]?.columns ?? [])],
  )
  const hidden = new Set([...unseen, ...ruled])
  const shown = (side: Record<string, unknown> | null) =>
    side && Object.fromEntries(Object.entries(side).filter(([column]) => !hidden.has(column)))
  return {
    ...entry,
    actor: { type: actorType, id: actorId, keyId, impersonatorId },
    before: shown(before),
    after: shown(after),
  }
}

const revertInput = z.strictObject({ id: rowId, version, eventId: rowId })

/**
 * Makes a row what it was right after one of its events: of each column that a later event changed, the value before the first such event.
 * Later is what has a higher version, since clocks of several servers do not agree.
 */
export function revertVerb(definition: Definition) {
  const { name, model, rules } = definition
  const event = `${name}.reverted`
  const undone = statement<Params, { values: Record<string, unknown> }>(
    (q) => fragment.statement`with "at" as (
        select ("event"."after"->>'version')::int as "version" from "events" as "event"
        where "event"."id" = ${q.param('eventId')} and "event"."subject" = ${q.param('id')}
          and exists (select from ${fragment.id(model.table)} where ${readable(q, definition)})
      ), "first" as (
        select distinct on ("was"."key") "was"."key", "was"."value" from "at", "events" as "event", jsonb_each(${exact(definition, 'before')}) as "was"
        where "event"."subject" = ${q.param('id')} and ("event"."after"->>'version')::int > "at"."version"
        order by "was"."key", ("event"."after"->>'version')::int
      ) select coalesce((select jsonb_object_agg("key", "value") from "first"), '{}') as "values" from "at"`,
  )
  const update = updateRow(definition, event)
  return mutation(
    {
      rule: rules.update,
      input: revertInput,
      event,
      meta: { resource: definition, verb: 'revert' },
      conflicts: definition.writing.conflicts,
    },
    async (call) => {
      const { id, version, eventId } = call.input as z.output<typeof revertInput> // by its schema
      // It makes an earlier state the present one, so it takes what seeing that state takes.
      const read = normalise(historyRule(rules)(call.actor))
      if (read === false) throw new PlinthError('NOT_FOUND')
      const { rule, ...checks } = checksFor(definition, call.actor, read)
      const soft = definition.isSoft ? { remove: checks.remove ?? false } : {}
      const [found] = await undone.run(call.db, { id, eventId }, { ...soft, rule: rule ?? false })
      if (!found) throw new PlinthError('NOT_FOUND')
      return update(call, { ...writable(definition, found.values), id, version }, call.access.take())
    },
  )
}

/** Columns of an event as what an update takes, checked as an update is. */
function writable({ fields, updates, schemas }: Definition, columns: Record<string, unknown>): Record<string, unknown> {
  const values = updates.flatMap((name): [string, unknown][] => {
    const field = fields[name]
    if (!field || field.isSecret) return []
    if (field.audit) return name in columns ? [[name, columns[name]]] : []
    if (!field.columns.some((column) => column in columns)) return []
    return [[name, field.fromColumns ? field.fromColumns(columns) : columns[field.columns[0] ?? '']]]
  })
  const parsed = schemas.update.safeParse(Object.fromEntries(values))
  // What the field took then, it may not take any more.
  if (!parsed.success) throw invalidInput(parsed.error)
  return parsed.data
}
