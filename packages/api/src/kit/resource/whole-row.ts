import { fragment } from '@plinth/db/fragment'
import { type Executor, type RowRule, statement } from '@plinth/db/statement'
import { tableRow } from '@plinth/db/where'
import { recordedRow } from '../recorded.ts'
import type { Definition, Field, Params } from './definition.ts'
import { fieldPreset } from './field-preset.ts'
import { setParam } from './parameters.ts'
import { perDefinition } from './per-definition.ts'
import { storedValue } from './stored-value.ts'
import { setValue } from './write-plans.ts'

/** What a write sets: fields that were given, and columns that the server sets itself, which win where both name a column. */
export interface RowChange {
  readonly values?: Params
  readonly columns?: Params
}

/** The fields that are stored in the columns of the row, with their values as a write takes them. */
export type WholeRow = Readonly<Record<string, unknown>>

const storedFields = ({ fields }: Definition) => Object.entries(fields).filter(([, { columns }]) => columns.length > 0)

/** The row that a creation would store. */
export function newRow(definition: Definition, { values = {}, columns = {} }: RowChange): WholeRow {
  const { model } = definition
  return rowOf(definition, { values, columns }, (field) => {
    const [first = ''] = field.columns
    const known = model.columns[first]
    if (known?.preset === 'now()') return { value: new Date(), columns: { [first]: new Date() } }
    const value = known?.isList && !known.hasDefault ? [] : fieldPreset(field, model)
    return {
      value,
      columns: Object.fromEntries(field.columns.map((each) => [each, model.columns[each]?.preset ?? null])),
    }
  })
}

/** A row as it is, and what of it depends on the change that is asked about. */
export interface FoundRow {
  readonly version: number
  readonly columns: Params
  /** Of columns that others follow and that the change sets: whether it gives them another value. */
  readonly isChanged: Readonly<Record<string, boolean>>
}

const rowsOf = perDefinition((definition) => {
  const { model, writing } = definition
  const held = [...new Set(['version', ...storedFields(definition).flatMap(([, { columns }]) => columns)])]
  const followed = [...new Set(Object.values(writing.follow).map(({ of }) => of))]
  return statement<Params, FoundRow>(
    (q) => {
      const row = tableRow(model.table)
      const changed = followed
        .filter((column) => q.has(setParam(column)))
        .map((column): [string, ReturnType<typeof fragment>] => [
          column,
          fragment`${setValue(q, definition, column)} is distinct from ${row.column(column)}`,
        ])
      return fragment.statement<FoundRow>`select ${row.column('version')} as "version", ${recordedRow(row, held)} as "columns",
        ${fragment.jsonb(changed)} as "isChanged"
        from ${fragment.id(model.table)} where ${row.column('id')} = ${q.param('id')}::uuid and ${q.rule(model.table)}`
    },
    { isDerived: true },
  )
})

/** Reads a row under a rule, to be compared with what the parameters of an update set. */
export async function findWholeRow(
  db: Executor,
  definition: Definition,
  { id, rule, params }: { id: string; rule: RowRule; params: Params },
): Promise<FoundRow | undefined> {
  const leading = Object.values(definition.writing.follow).map(({ of }) => [setParam(of), params[setParam(of)]])
  const [found] = await rowsOf(definition).run(db, { id, ...Object.fromEntries(leading) }, { rule })
  return found
}

/** A row as it is and as a change would store it. */
export function changedRow(
  definition: Definition,
  { columns: before, version, isChanged }: FoundRow,
  { values = {}, columns = {} }: RowChange,
): { before: WholeRow; after: WholeRow } {
  const { model, writing } = definition
  // As `followedValue` has it in the statement: what follows a column stays while that one keeps its value.
  const kept = Object.entries(writing.follow).flatMap(([column, { of }]): [string, unknown][] =>
    isChanged[of] === false ? [[column, before[column]]] : [],
  )
  const own = { version: version + 1, ...(model.columns.updatedAt && { updatedAt: new Date() }) }
  const change = { values, columns: { ...columns, ...Object.fromEntries(kept), ...own } }
  const asIs = (field: Field) => ({ value: storedValue(field, before), columns: before })
  return { before: rowOf(definition, {}, asIs), after: rowOf(definition, change, asIs) }
}

interface Unset {
  /** What the field holds where the write sets nothing of it. */
  readonly value: unknown
  /** Its columns then, for a write that sets some of them. */
  readonly columns: Params
}

function rowOf(
  definition: Definition,
  { values = {}, columns = {} }: RowChange,
  unset: (field: Field) => Unset,
): WholeRow {
  return Object.fromEntries(
    storedFields(definition).map(([name, field]): [string, unknown] => {
      const given = values[name]
      if (field.columns.some((column) => columns[column] !== undefined)) {
        const stored = given === undefined ? {} : field.store?.(given)
        return [name, storedValue(field, { ...unset(field).columns, ...stored, ...columns })]
      }
      return [name, given === undefined ? unset(field).value : given]
    }),
  )
}
