import { type Expression, fragment } from '@plinth/db/fragment'
import { type FlatColumn, flatColumns } from '../import/flat-columns.ts'
import { needsGuard } from '../import/formula.ts'
import type { Definition, Field } from '../resource/definition.ts'

/** Postgres writes each row as a line of the file: making objects of them and text again would cost several times as much. */

const of = (name: string) => fragment.ref(`page.${name}`)

/** A time as JavaScript writes it. */
const isoTime = (value: Expression<unknown>) =>
  fragment`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** A row as one JSON object, as `list` gives it. */
export function jsonLine({ fields }: Definition, names: readonly string[]): Expression<unknown> {
  const line = fragment.json(
    names.map((name) => [name, fields[name]?.kind === 'dateTime' ? isoTime(of(name)) : of(name)]),
  )
  return fragment`${line}::text`
}

/** A row as a line of CSV, with its end. */
export function csvLine(definition: Definition, names: readonly string[]): Expression<unknown> {
  const cells = flatColumns(definition, names).map((column) => cellOf(column, definition.fields[column.field]))
  const [first = fragment`''`, ...others] = cells
  return others.reduce((line, cell) => fragment`${line} || ',' || ${cell}`, first)
}

function cellOf({ field: name, part }: FlatColumn, field: Field | undefined): Expression<unknown> {
  const value = of(name)
  if (part !== undefined) return partOf(value, part)
  switch (field?.kind) {
    case 'id':
    case 'integer':
    case 'number':
    case 'decimal':
    case 'boolean':
    case 'date':
    case 'file':
      return fragment`coalesce(${value}::text, '')`
    case 'dateTime':
      return fragment`coalesce(${isoTime(value)}, '')`
    case 'names':
      return quoted(fragment`case when array_to_string(${value}, '') ~ '[,[]' or '' = any(${value}) then to_json(${value})::text
        else array_to_string(${value}, ', ') end`)
    case 'json':
    case 'many':
      return quoted(fragment`${value}::text`)
    default:
      return quoted(guarded(fragment`${value}::text`))
  }
}

function partOf(value: Expression<unknown>, part: string): Expression<unknown> {
  const json = fragment`(${value})::jsonb`
  if (part === 'lines')
    return quoted(
      guarded(fragment`array_to_string(array(select jsonb_array_elements_text(${json}->'lines')), chr(10))`, json),
    )
  const text = fragment`(${json}->>${fragment.constant(part)})`
  if (part === 'amount' || part === 'id') return fragment`coalesce(${text}, '')`
  return part === 'at' ? fragment`coalesce(${isoTime(fragment`(${text})::timestamptz`)}, '')` : quoted(guarded(text))
}

/** A text that a spreadsheet would run as a formula gets a `'` before it. */
const guarded = (text: Expression<unknown>, unless: Expression<unknown> = text) =>
  fragment`case when ${unless} is null then null when ${text} ~ ${fragment.constant(needsGuard)} then '''' || ${text} else ${text} end`

/** Texts stand in quotes always, so that an empty one differs from none. */
const quoted = (text: Expression<unknown>) => fragment`coalesce('"' || replace(${text}, '"', '""') || '"', '')`
