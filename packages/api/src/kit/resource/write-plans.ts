import { type Expression, fragment, type Pair } from '@plinth/db/fragment'
import { castType } from '@plinth/db/model'
import type { Build } from '@plinth/db/statement'
import { type RowSource, tableRow } from '@plinth/db/where'
import { type Change, type ChangePlan, change } from '../change.ts'
import { auditElsewhere, auditOf } from './audit.ts'
import type { Definition, Field, Params } from './definition.ts'
import { followedValue } from './followed.ts'

import { givenMark, setParam } from './parameters.ts'
import { references } from './references.ts'
import { columnsOf, rowReader } from './select.ts'

type Written = Record<string, unknown>

const isSet = (q: Build<Params>, column: string) => q.has(setParam(column))

/** Columns that are set by this shape, and what to. */
function assignments(q: Build<Params>, definition: Definition): { column: string; value: Expression<unknown> }[] {
  return Object.entries(definition.model.columns)
    .filter(([column]) => isSet(q, column))
    .map(([column]) => ({ column, value: setValue(q, definition, column) }))
}

/** What a column is set to. */
export const setValue = (q: Build<Params>, { model }: Definition, column: string) =>
  fragment`${q.param(setParam(column))}::${fragment.raw(castType(model.columns[column]?.sql ?? 'text'))}`

/** Of a column that a creation does not set. @throws Error when only the database knows; `assertDeclared` says so at the start */
export function presetOf({ model }: Definition, name: string): Expression<unknown> {
  const column = model.columns[name]
  const sql = fragment.raw(column?.sql ?? 'text')
  if (column?.preset === 'now()') return fragment`now()`
  if (column?.preset !== undefined) return fragment`${fragment.constant(String(column.preset))}::${sql}`
  if (column?.hasDefault)
    throw new Error(`A rule asks for ${model.name}.${name}, whose default only the database knows.`)
  return column?.isList ? fragment`'{}'::${sql}` : fragment`null::${sql}`
}

/** Lists that a creation does not set become empty ones: the columns of Prisma's lists have no default, and may be declared `NOT NULL`. */
export const emptyLists = ({ model }: Definition, set: readonly string[]): string[] =>
  Object.entries(model.columns).flatMap(([column, { isList, hasDefault }]) =>
    isList && !hasDefault && !set.includes(column) ? [column] : [],
  )

/** Rows that are referred to have to be there, and to be seen by the one who refers to them. */
const connections = (q: Build<Params>, definition: Definition) =>
  references(q, definition, (column) =>
    isSet(q, column) ? fragment`${q.param(setParam(column))}::uuid` : undefined,
  ).map(({ isSeen }) => isSeen)

/** Fields that are kept in other tables and are written by this shape. */
function elsewhere(q: Build<Params>, { fields }: Definition): { name: string; field: Field }[] {
  return Object.entries(fields)
    .filter(([name, field]) => field.steps !== undefined && q.has(givenMark(name)))
    .map(([name, field]) => ({ name, field }))
}

function parts(q: Build<Params>, definition: Definition, row: RowSource) {
  const others = elsewhere(q, definition)
  const steps = Object.assign({}, ...others.map(({ field }) => field.steps?.({ q, row }))) as ChangePlan['steps'] // of these fields
  const audits = others.map(({ name, field }) => ({ name, ...field.audit?.({ q, row }) }))
  const extra = (side: 'before' | 'after') => {
    const pairs = audits.flatMap((audit): Pair[] => (audit[side] ? [[audit.name, audit[side]]] : []))
    return pairs.length > 0 ? fragment` || ${fragment.jsonb(pairs)}` : fragment``
  }
  return { steps, before: extra('before'), after: extra('after') }
}

/**
 * What a write answers with: its fields as a read would show them, over the row as it was written. What this statement writes to other tables it does not
 * see there yet: such a field is returned from the written values.
 */
function returned(q: Build<Params>, definition: Definition): Expression<unknown> {
  const row = tableRow(definition.model.table, 'changed')
  const written = elsewhere(q, definition).flatMap(({ name, field }): [string, Field][] => {
    const after = field.audit?.({ q, row }).after
    return after ? [[name, { ...field, select: () => after }]] : []
  })
  const fields = { ...definition.fields, ...Object.fromEntries(written) }
  return columnsOf({ q, row, prefix: '' }, { fields }, definition.returns)
}

const returnedRow = (definition: Definition) => rowReader(definition, definition.returns)<Written>

/** Inserts a row when the rule holds for it, and its event. */
export function creation(definition: Definition, event = `${definition.name}.created`): Change<Params, Written> {
  return change<Params, Written>(
    event,
    (q) => {
      const given = assignments(q, definition)
      const lists = emptyLists(
        definition,
        given.map(({ column }) => column),
      )
      const set = [...given, ...lists.map((column) => ({ column, value: presetOf(definition, column) }))]
      const values = new Map(set.map(({ column, value }) => [column, value]))
      const row: RowSource = {
        model: definition.model,
        column: (name) => values.get(name) ?? presetOf(definition, name),
      }
      const changed = tableRow(definition.model.table, 'changed')
      const { steps, after } = parts(q, definition, changed)
      return {
        steps: {
          changed: fragment`insert into ${fragment.id(definition.model.table)} (${fragment.list(set.map(({ column }) => fragment.id(column)))})
          select ${fragment.list(set.map(({ value }) => value))}
          where ${fragment.and([q.check('rule', row), ...connections(q, definition)])} returning *`,
          ...steps,
        },
        after: fragment`${auditOf(changed, definition)}${after}`,
        returns: returned(q, definition),
      }
    },
    { read: returnedRow(definition), isOpen: true },
  )
}

/** The condition that a row is, or is not, in the trash; empty if the resource does not have a trash. */
const isLive = ({ isSoft }: Definition, alias: string, isTrash: boolean) =>
  isSoft && fragment`${fragment.ref(`${alias}.removedAt`)} is ${fragment.raw(isTrash ? 'not null' : 'null')}`

/** The row with `id` under the rule. */
function rowToChange(q: Build<Params>, definition: Definition, isTrash: boolean): Expression<unknown> {
  const { table } = definition.model
  return fragment`select * from ${fragment.id(table)} where ${fragment.and([
    fragment`${fragment.ref(`${table}.id`)} = ${q.param('id')}`,
    q.rule(table),
    isLive(definition, table, isTrash),
  ])}`
}

interface UpdateOptions {
  /** Columns that are set to the time of the transaction. */
  isNow?: readonly string[]
  /** Of rows that were removed softly. */
  isTrash?: boolean
  /** Whether the changed row must satisfy the rule too; not for a verb that moves the row out of the rule's reach. */
  isRuledAfter?: boolean
  /** Whether it does nothing where no field is given; not for a verb that is a fact of its own. */
  isIdleWithout?: boolean
}

/** Changes the row with `id` under its rule when its `version` is the one that was read, and inserts the event. */
export function updating(definition: Definition, event: string, options: UpdateOptions = {}): Change<Params, Written> {
  const { isNow = [], isTrash = false, isRuledAfter = true, isIdleWithout = false } = options
  const { model } = definition
  return change<Params, Written>(
    event,
    (q) => {
      const value = (name: string) => (isNow.includes(name) ? fragment`now()` : setValue(q, definition, name))
      const given = assignments(q, definition).map(({ column }) => ({
        column,
        value: followedValue(definition, column, { isSet: (name) => isNow.includes(name) || isSet(q, name), value }),
      }))
      const set = [...given, ...isNow.map((column) => ({ column, value: fragment`now()` }))]
      const kept = new Set(['version', 'updatedAt'])
      const names = [...set.map(({ column }) => column), 'version'].filter((column) => column !== 'updatedAt')
      const isGiven = (column: string) => names.includes(column)
      const before = tableRow(definition.model.table, 'before')
      const { steps, before: was, after: is } = parts(q, definition, before)
      const isIdle = isIdleWithout && set.length === 0 && Object.keys(steps).length === 0
      const values = new Map(given.map(({ column, value }) => [column, value]))
      const next: RowSource = { model, column: (name) => values.get(name) ?? fragment.ref(`before.${name}`) }
      const table = fragment.id(model.table)
      const wanted = fragment.and([
        fragment`true`,
        isRuledAfter && q.check('rule', next),
        ...connections(q, definition),
      ])
      const changes = [
        ...set
          .filter(({ column }) => !kept.has(column))
          .map(({ column, value }) => fragment`${fragment.id(column)} = ${value}`),
        fragment`"version" = "row"."version" + 1`,
        ...(model.columns.updatedAt ? [fragment`"updatedAt" = now()`] : []),
      ]
      // Checks version and rule again on the row itself: if another change was committed since `before` was read, nothing is written.
      const where = fragment.and([
        fragment`"row"."id" = "before"."id"`,
        q.has('version') && fragment`"before"."version" = ${q.param('version')}`,
        fragment`"row"."version" = "before"."version"`,
        q.rule(model.table, 'row'),
        wanted,
      ])
      return {
        steps: {
          before: rowToChange(q, definition, isTrash),
          changed: isIdle
            ? fragment`select "row".* from ${table} as "row", "before" where ${where}`
            : fragment`update ${table} as "row" set ${fragment.list(changes)} from "before" where ${where} returning "row".*`,
          ...steps,
        },
        isIdle,
        before: fragment`${auditOf(before, definition, isGiven)}${was}`,
        after: fragment`${auditOf(tableRow(definition.model.table, 'changed'), definition, isGiven)}${is}`,
        isRefused: fragment`${wanted} is not true`,
        returns: returned(q, definition),
      }
    },
    { read: returnedRow(definition), isOpen: true },
  )
}

/** Deletes the row with `id` under its rule, and with `version` if one is given, and inserts the event. */
export function deletion(definition: Definition, event: string, { isTrash = false } = {}): Change<Params, Written> {
  const { model } = definition
  return change<Params, Written>(event, (q) => {
    const table = fragment.id(model.table)
    const before = tableRow(definition.model.table, 'before')
    return {
      steps: {
        before: rowToChange(q, definition, isTrash),
        // Without a version the current row is removed: its rule and trash state are checked again, and the event records it.
        changed: fragment`delete from ${table} as "row" using "before" where ${fragment.and([
          fragment`"row"."id" = "before"."id"`,
          q.has('version') && fragment`"row"."version" = ${q.param('version')}`,
          q.rule(model.table, 'row'),
          isLive(definition, 'row', isTrash),
        ])} returning "row".*`,
      },
      before: fragment`${auditOf(tableRow(definition.model.table, 'changed'), definition)}${auditElsewhere(q, definition, before)}`,
      returns: ['id'],
    }
  })
}
