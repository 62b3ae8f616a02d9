import type { Definition, Field, FieldKind } from '../resource/definition.ts'
import { emptyText } from './csv.ts'
import { unguarded } from './formula.ts'
import type { Mapping } from './mapping.ts'

/** Makes the cells of a row the values that a write takes, not yet checked. What is left out is not in it. */
export type RowReader = (cells: readonly unknown[]) => Record<string, unknown>

interface Target {
  readonly name: string
  readonly field: Field
  readonly whole: number | undefined
  readonly parts: readonly { readonly part: string; readonly index: number }[]
}

/** Compiles a mapping. `isCells` says that all is text, as in CSV. */
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
  if (field.kind === 'one') return single(field, cells[parts[0]?.index ?? -1], isCells)
  const made = parts.flatMap(({ part, index }) => {
    const value = partValue(part, cells[index], isCells)
    return value === undefined ? [] : [[part, value] as const]
  })
  if (made.length === 0) return field.isNullable ? null : undefined
  return Object.fromEntries(made)
}

const textKinds = new Set<FieldKind>(['text', 'markdown', 'email', 'url'])

function single(field: Field, cell: unknown, isCells: boolean): unknown {
  const { kind, isNullable } = field
  if (cell === undefined) return undefined
  const isText = textKinds.has(kind)
  if (cell === emptyText) return isText ? '' : blank(field)
  if (cell === null) return isNullable ? null : undefined
  if (typeof cell !== 'string') return fromJson(kind, cell)
  if (isText) {
    if (cell === '' && isCells) return isNullable ? null : blank(field)
    return isCells ? unguarded(cell) : cell
  }
  const text = cell.trim()
  return text === '' ? blank(field) : fromText(kind, text)
}

/** An empty cell: nothing where there may be nothing, an empty text where that is allowed, else as if it were not there. */
function blank({ kind, isNullable, input }: Field): unknown {
  if (isNullable) return null
  if (kind === 'names') return []
  return textKinds.has(kind) && input?.safeParse('').success ? '' : undefined
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i
const instant = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?)?\s?(Z|[+-]\d\d(:?\d\d)?)?$/i
const words: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
}

/** A cell as what it says; where it says no such thing, the text itself, which the field's schema then refuses. */
function fromText(kind: FieldKind, text: string): unknown {
  switch (kind) {
    case 'integer':
    case 'number':
      return number.test(text) ? Number(text) : text
    case 'boolean':
      return Object.hasOwn(words, text.toLowerCase()) ? words[text.toLowerCase()] : text
    case 'dateTime':
      return dateOf(text)
    case 'names':
      return namesIn(text)
    case 'json':
    case 'money':
    case 'address':
      return jsonIn(text) ?? text
    case 'zonedTime':
      return fromJson(kind, jsonIn(text) ?? text)
    default:
      return text
  }
}

/** A time without a zone is in UTC. */
function dateOf(text: string): unknown {
  const [, , , , zone] = instant.exec(text) ?? []
  if (!instant.test(text)) return text
  const date = new Date(zone === undefined && text.length > 10 ? `${text}Z` : text)
  return Number.isNaN(date.getTime()) ? text : date
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function namesIn(text: string): unknown {
  const list = text.startsWith('[') ? jsonIn(text) : undefined
  if (Array.isArray(list)) return list
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function fromJson(kind: FieldKind, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  if (kind === 'one' && 'id' in value) return value.id
  if (kind === 'zonedTime' && 'at' in value && typeof value.at === 'string') return { ...value, at: dateOf(value.at) }
  return value
}

function partValue(part: string, cell: unknown, isCells: boolean): unknown {
  if (cell === undefined || cell === null || cell === '' || cell === emptyText) return undefined
  if (typeof cell !== 'string') return cell
  if (part === 'amount') return fromText('integer', cell.trim())
  if (part === 'at') return dateOf(cell.trim())
  if (part === 'lines') return cell.split(/\r?\n/)
  return isCells ? unguarded(cell) : cell
}
