import type { Definition, Field, FieldKind } from '../../kit/resource/definition.ts'
import { readTime } from '../../kit/resource/values.ts'
import { emptyText } from './csv.ts'
import { unguarded } from './formula.ts'
import { exactNumber, InexactNumber, parseJson, Unusable } from './json-value.ts'
import type { Mapping } from './mapping.ts'
import { RelatedBy } from './related.ts'

/** Converts the cells of a row to the values for a write, not yet checked. Omitted fields are not in the result. */
export type RowReader = (cells: readonly unknown[]) => Record<string, unknown>

interface Target {
  readonly name: string
  readonly field: Field
  readonly whole: number | undefined
  readonly parts: readonly { readonly part: string; readonly index: number }[]
}

/** Compiles a mapping. `isCells` means that all values are text, as in CSV. */
export function rowReader(definition: Definition, mapping: Mapping, isCells: boolean): RowReader {
  const targets = targetsIn(definition, mapping)
  return (cells) => {
    const values: Record<string, unknown> = {}
    for (const target of targets) {
      const value = targetValue(target, cells, isCells)
      if (value !== undefined) values[target.name] = value
    }
    return values
  }
}

function targetsIn({ fields }: Definition, mapping: Mapping): Target[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const whole = mapping.indexOf(name)
    const parts = mapping.flatMap((target, index) =>
      target?.startsWith(`${name}.`) ? [{ part: target.slice(name.length + 1), index }] : [],
    )
    if (whole < 0 && parts.length === 0) return []
    return [{ name, field, whole: whole < 0 ? undefined : whole, parts }]
  })
}

function targetValue({ field, whole, parts }: Target, cells: readonly unknown[], isCells: boolean): unknown {
  if (whole !== undefined) return single(field, cells[whole], isCells)
  if (field.kind === 'one') return related(field, parts[0], { cells, isCells })
  if (parts.every(({ index }) => isNothing(cells[index]))) return field.isNullable ? null : undefined
  const made = parts.flatMap(({ part, index }) => {
    const value = partValue(part, cells[index], isCells)
    return value === undefined ? [] : [[part, value] as const]
  })
  return Object.fromEntries(made)
}

/** A relation by a key of its target; by its id as it stands. */
function related(
  field: Field,
  part: Target['parts'][number] | undefined,
  { cells, isCells }: { cells: readonly unknown[]; isCells: boolean },
): unknown {
  const cell = cells[part?.index ?? -1]
  const key = field.target?.definition.fields[part?.part ?? '']
  if (!part || !key || part.part === 'id') return single(field, cell, isCells)
  if (isNothing(cell)) return cell === undefined ? undefined : blank(field)
  const value = single(key, cell, isCells)
  return value === undefined || value === null || value === '' ? blank(field) : new RelatedBy(part.part, value)
}

const textKinds = new Set<FieldKind>(['text', 'markdown', 'email', 'url'])

const isNothing = (cell: unknown) => cell === undefined || cell === null || cell === '' || cell === emptyText

function single(field: Field, given: unknown, isCells: boolean): unknown {
  const { kind, item, isNullable } = field
  if (given === undefined) return undefined
  const isText = textKinds.has(kind)
  if (given === emptyText) return isText ? '' : blank(field)
  const cell = isCells && typeof given === 'string' ? unguarded(given) : given
  if (cell === null) return isNullable ? null : undefined
  if (item && Array.isArray(cell)) return cell.map((each) => entryOf(item.kind, each))
  if (typeof cell !== 'string') return fromJson(kind, cell)
  if (isText) return cell === '' && isCells ? blank(field) : cell
  // A text in JSON is JSON already.
  if (kind === 'json' && !isCells) return cell
  const text = cell.trim()
  if (text === '') return blank(field)
  if (item) return listOf(item.kind, text)
  const value = fromText(kind, text)
  return value === null && !isNullable ? undefined : value
}

/** An empty cell: null if the field is nullable, an empty list or text if that is allowed, else as if the cell were missing. */
function blank({ kind, isNullable, input }: Field): unknown {
  if (isNullable) return null
  if (kind === 'names' || kind === 'list') return []
  return textKinds.has(kind) && input?.safeParse('').success ? '' : undefined
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i
const whole = /^[+-]?\d+$/
const instant = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d(?:\.\d{1,9})?))?)?\s?(?:(Z)|([+-]\d\d)(?::?(\d\d))?)?$/i
const words: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
}

/** The value of a cell; if it is not valid for the field, the text itself, which the field's schema then refuses. */
function fromText(kind: FieldKind, text: string): unknown {
  switch (kind) {
    case 'bigint':
      return whole.test(text) ? text : fromText('integer', text)
    case 'integer':
    case 'number':
      return number.test(text) ? (exactNumber(text) ?? new InexactNumber(text)) : text
    case 'boolean':
      return Object.hasOwn(words, text.toLowerCase()) ? words[text.toLowerCase()] : text
    case 'dateTime':
      return dateOf(text)
    case 'names':
      return namesIn(text)
    case 'json':
    case 'money':
    case 'address':
      return jsonIn(text)
    case 'zonedTime':
      return fromJson(kind, jsonIn(text))
    default:
      return text
  }
}

/** A time without a zone is in UTC, a day alone is its first moment. An invalid one (30 February) stays text. */
function dateOf(text: string): unknown {
  const [found, day, time = '00:00', seconds = '00', utc, hours, minutes = '00'] = instant.exec(text) ?? []
  if (found === undefined) return text
  const zone = utc !== undefined || hours === undefined ? 'Z' : `${hours}:${minutes}`
  return readTime(`${day}T${time}:${seconds}${zone}`) ?? text
}

/** JSON; a text that is not JSON stays that text. A text that begins like an object, a list or a quoted text has to be JSON. */
function jsonIn(text: string): unknown {
  const parsed = parseJson(text)
  if ('value' in parsed) return parsed.value
  return /^[[{"]/.test(text) ? new Unusable(parsed.problem) : text
}

/** The texts of a cell that holds a JSON list, or undefined. */
function listIn(text: string): string[] | undefined {
  const list = text.startsWith('[') ? jsonIn(text) : undefined
  return Array.isArray(list) && list.every((each) => typeof each === 'string') ? list : undefined
}

function namesIn(text: string): unknown {
  const list = listIn(text)
  if (list) return list
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** A list as people write it, with commas between the entries, or as JSON. */
function listOf(kind: FieldKind, text: string): unknown {
  const list = text.startsWith('[') ? jsonIn(text) : namesIn(text)
  return Array.isArray(list) ? list.map((each: unknown) => entryOf(kind, each)) : list
}

/** An entry of a list: in JSON a number or a text, between commas always a text. */
const entryOf = (kind: FieldKind, given: unknown): unknown =>
  typeof given === 'string' && !textKinds.has(kind) ? fromText(kind, given) : fromJson(kind, given)

function fromJson(kind: FieldKind, value: unknown): unknown {
  // Text is how decimals keep their digits, and a number in the file has its digits too.
  if (kind === 'decimal' && typeof value === 'number') return String(value)
  if ((kind === 'decimal' || kind === 'bigint') && value instanceof InexactNumber) return value.source
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  if (kind === 'one' && 'id' in value) return value.id
  if (kind === 'zonedTime' && 'at' in value && typeof value.at === 'string') return { ...value, at: dateOf(value.at) }
  return value
}

const textParts = new Set(['zone', 'currency', 'postalCode', 'city', 'region', 'country'])

function partValue(part: string, given: unknown, isCells: boolean): unknown {
  if (given === emptyText) return textParts.has(part) ? '' : undefined
  if (isNothing(given)) return undefined
  if (typeof given !== 'string') return given
  const cell = isCells ? unguarded(given) : given
  if (part === 'amount') return fromText('integer', cell.trim())
  if (part === 'at') return dateOf(cell.trim())
  if (part === 'lines') return listIn(cell) ?? cell.split(/\r?\n/)
  return cell
}
