import { type Expression, fragment } from '@plinth/db/fragment'
import type { Definition, Field, FieldKind } from '../../kit/resource/definition.ts'
import { isoTime } from '../../kit/resource/iso-time.ts'
import { type FlatColumn, flatColumns } from '../import/flat-columns.ts'
import { needsGuard } from '../import/formula.ts'

/** Postgres writes each row as a line of the file: converting rows to objects and back to text would cost several times as much. */

const of = (name: string) => fragment.ref(`page.${name}`)

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

/** Kinds whose text consists of digits, signs and our own names: a spreadsheet should read the value itself. */
const plainKinds = new Set<FieldKind>([
  'id',
  'integer',
  'bigint',
  'number',
  'decimal',
  'boolean',
  'date',
  'dateTime',
  'file',
])
const plainParts = new Set(['amount', 'at'])

/** Each part of a relation is a field of its target, whatever its name is. */
const isPlainPart = ({ kind, target }: Field, part: string) =>
  kind === 'one' ? plainKinds.has(target?.definition.fields[part]?.kind ?? 'text') : plainParts.has(part)

/**
 * The only code that writes a cell. It quotes every value that is not plain, so that an empty text differs from a missing one, and puts a `'` before
 * text that a spreadsheet would run as a formula. `rowReader` reads it back.
 */
function cellOf({ field: name, part }: FlatColumn, field: Field | undefined): Expression<unknown> {
  const text = part === undefined || !field ? textOf(of(name), field) : partOf(of(name), part, field)
  const isPlain = field !== undefined && (part === undefined ? plainKinds.has(field.kind) : isPlainPart(field, part))
  if (isPlain) return fragment`coalesce(${text}, '')`
  const guarded = fragment`(select case when "text" ~ ${fragment.constant(needsGuard)} then '''' || "text" else "text" end from (select ${text} as "text") as "cell")`
  return fragment`coalesce('"' || replace(${guarded}, '"', '""') || '"', '')`
}

function textOf(value: Expression<unknown>, field: Field | undefined): Expression<unknown> {
  if (field?.kind === 'dateTime') return isoTime(value)
  if (field?.kind === 'names') return listText(value, ', ')
  if (field?.kind === 'list') return listText(fragment`${value}::text[]`, ', ')
  return fragment`${value}::text`
}

function partOf(value: Expression<unknown>, part: string, { kind }: Field): Expression<unknown> {
  const json = fragment`(${value})::jsonb`
  if (kind === 'address' && part === 'lines')
    return fragment`case when ${json} is not null then ${listText(fragment`array(select jsonb_array_elements_text(${json}->'lines'))`, '\n')} end`
  const text = fragment`(${json}->>${fragment.constant(part)})`
  return kind === 'zonedTime' && part === 'at' ? isoTime(fragment`(${text})::timestamptz`) : text
}

/** The characters that JavaScript trims (ECMA-262, white space and line ends): `namesIn` trims each name. */
const blanks =
  ' \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'

/** A list as people write it, separated by `sign`; as JSON if it could not be read back otherwise. */
const listText = (list: Expression<unknown>, sign: string) =>
  fragment`case when exists (select from unnest(${list}) as "each" where "each" = '' or "each" ~ ${fragment.constant(sign === '\n' ? '[\\r\\n]|^\\[' : '[,[]')}
      or "each" <> btrim("each", ${fragment.constant(blanks)}))
    then to_json(${list})::text else array_to_string(${list}, ${fragment.constant(sign)}) end`
