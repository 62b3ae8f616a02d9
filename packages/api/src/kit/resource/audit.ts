import { type Expression, fragment, type Pair } from '@plinth/db/fragment'
import type { Build } from '@plinth/db/statement'
import type { RowSource } from '@plinth/db/where'
import { recordedColumn } from '../recorded.ts'
import type { Definition, Params } from './definition.ts'
import { perDefinition } from './per-definition.ts'

const unaudited = new Set(['id', 'createdAt', 'updatedAt'])

/** What an event records under one key: a field, under its public name, or a column that no field shows. */
export interface RecordedKey {
  readonly key: string
  readonly columns: readonly string[]
  readonly isSecret: boolean
  /** Of a field of several columns: the part that each column is. */
  readonly parts: Readonly<Record<string, string>> | undefined
}

/** The keys of the events of a resource, without those of other tables. */
export const recordedKeys = perDefinition(({ fields, model }: Definition): RecordedKey[] => {
  const keys = Object.entries(fields).flatMap(([key, { columns, isSecret = false, parts }]) =>
    columns.length > 0 && !columns.every((column) => unaudited.has(column)) ? [{ key, columns, isSecret, parts }] : [],
  )
  const removedAt = { key: 'removedAt', columns: ['removedAt'], isSecret: false, parts: undefined }
  const isKnown = keys.some(({ columns }) => columns.includes('removedAt'))
  return model.columns.removedAt && !isKnown ? [...keys, removedAt] : keys
})

/** The columns that an event records. */
export const auditedColumns = (definition: Definition): string[] => [
  ...new Set(recordedKeys(definition).flatMap(({ columns }) => columns)),
]

/** A row for an event, by public names: what holds one of the columns, or all. Of a secret, only whether it is set. */
export function auditOf(
  row: RowSource,
  definition: Definition,
  isGiven: (column: string) => boolean = () => true,
): Expression<unknown> {
  const given = recordedKeys(definition).filter(({ columns }) => columns.some(isGiven))
  return fragment.jsonb(given.map((recorded) => [recorded.key, recordedValue(row, recorded)]))
}

function recordedValue(row: RowSource, { columns, isSecret, parts }: RecordedKey): Expression<unknown> {
  const [first = ''] = columns
  const isSet = fragment`${row.column(first)} is not null`
  if (isSecret) return fragment`case when ${isSet} then '[secret]' end`
  if (!parts) return recordedColumn(row, first)
  const pairs = columns.map((column): Pair => [parts[column] ?? column, recordedColumn(row, column)])
  return fragment`case when ${isSet} then ${fragment.jsonb(pairs)} end`
}

/**
 * Where an event has a column, as SQL over one of its sides: in its field. Events that were written before they named fields have it under its own name, and
 * the migration that renames them only knows the nouns of Plinth.
 */
export function columnIn(definition: Definition, side: Expression<unknown>, column: string) {
  const holding = recordedKeys(definition).filter(({ columns, isSecret }) => !isSecret && columns.includes(column))
  const { key, parts } = holding.find((each) => each.key === column) ?? holding[0] ?? { key: column }
  const part = parts?.[column]
  const whole = fragment`${side}->${fragment.constant(key)}`
  const alone = fragment`${side}->${fragment.constant(column)}`
  const isAlone = fragment`${side} ? ${fragment.constant(column)}`
  if (part !== undefined) {
    return {
      isTold: fragment`(${isAlone} or coalesce(jsonb_typeof(${whole}) in ('object', 'null'), false))`,
      value: fragment`coalesce(case jsonb_typeof(${whole}) when 'object' then ${whole}->${fragment.constant(part)} else ${alone} end, 'null')`,
    }
  }
  if (key === column) return { isTold: isAlone, value: alone }
  return {
    isTold: fragment`(${isAlone} or ${side} ? ${fragment.constant(key)})`,
    value: fragment`coalesce(${whole}, ${alone})`,
  }
}

/** One side of an event by columns, as a write takes them. */
export function sideByColumns(definition: Definition, side: Expression<unknown>): Expression<unknown> {
  const moved = recordedKeys(definition).filter(({ key, columns }) => columns.length > 1 || columns[0] !== key)
  if (moved.length === 0) return side
  const names = fragment.list(moved.map(({ key }) => fragment.constant(key)))
  const columns = moved.flatMap(({ key, columns, isSecret }) =>
    columns.map((column) => {
      const { isTold, value } = isSecret
        ? { isTold: fragment`${side} ? ${fragment.constant(key)}`, value: fragment`null` }
        : columnIn(definition, side, column)
      return fragment` || case when ${isTold} then ${fragment.jsonb([[column, value]])} else '{}' end`
    }),
  )
  const all = columns.reduce((one, other) => fragment`${one}${other}`, fragment``)
  return fragment`((${side} - array[${names}]::text[])${all})`
}

type Side = Readonly<Record<string, unknown>>

/** One side of an event by fields; see `columnIn`. */
export function sideByFields(definition: Definition, side: Side | null): Side | null {
  if (!side) return null
  const moved = recordedKeys(definition).flatMap(({ key, columns, parts }): [string, unknown][] => {
    const [first = ''] = columns
    const isWhole = key in side && (!parts || typeof side[key] === 'object')
    if (isWhole || !(first in side)) return []
    if (!parts || side[first] === null) return [[key, side[first]]]
    return [[key, Object.fromEntries(columns.map((column) => [parts[column] ?? column, side[column] ?? null]))]]
  })
  return { ...side, ...Object.fromEntries(moved) }
}

/** The data of a removed row in other tables, after its columns in the event. */
export function auditElsewhere<P extends Params>(q: Build<P>, { fields }: Definition, row: RowSource) {
  const pairs = Object.entries(fields).flatMap(([name, { audit }]): Pair[] => {
    const told = audit?.({ q, row }).before
    return told ? [[name, told]] : []
  })
  return pairs.length > 0 ? fragment` || ${fragment.jsonb(pairs)}` : fragment``
}
