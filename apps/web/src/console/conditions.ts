import type { Condition, Filter } from './types.ts'

/** How a value is entered, by the kind of its filter. */
export type InputKind = 'text' | 'number' | 'date' | 'choice' | 'boolean' | 'none'

/** A comparison that filters a table, with its label. */
export interface Way {
  readonly by: string
  readonly words: string
  readonly input: InputKind
  /** The fixed value: `null` in 'is empty'. */
  readonly fixed?: string
}

const numeric = ['integer', 'bigint', 'number', 'decimal', 'money']
const timed = ['dateTime', 'zonedTime', 'date']

/** For a list, the kind of an entry. */
function inputKindOf({ kind: own, item }: Pick<Filter, 'kind' | 'item'>): InputKind {
  const kind = item ?? own
  if (numeric.includes(kind)) return 'number'
  if (timed.includes(kind)) return 'date'
  return kind === 'choice' || kind === 'boolean' ? kind : 'text'
}

const ofLists = { has: 'has', hasSome: 'has one of', hasEvery: 'has each of' }

const wordsOf: Readonly<Record<InputKind, Readonly<Record<string, string>>>> = {
  text: { contains: 'contains', equals: 'is', not: 'is not', in: 'is one of', ...ofLists },
  number: {
    equals: 'is',
    not: 'is not',
    gte: 'is at least',
    lte: 'is at most',
    gt: 'is more than',
    lt: 'is less than',
    ...ofLists,
  },
  date: { gte: 'is on or after', lt: 'is before' },
  choice: { equals: 'is', not: 'is not', in: 'is one of', ...ofLists },
  boolean: { equals: 'is', has: 'has' },
  none: {},
}

/** Comparisons that take several values, separated by commas. */
const several = ['in', 'hasSome', 'hasEvery']

/** Represents a missing value in an address. */
const nothing = 'null'

/** The comparisons that a filter offers, the most useful first. */
export function waysOf(filter: Filter): Way[] {
  const input = inputKindOf(filter)
  const offered = Object.entries(wordsOf[input])
    .filter(([by]) => filter.comparators.includes(by))
    .map(([by, words]): Way => ({ by, words, input: several.includes(by) ? 'text' : input }))
  if (filter.comparators.includes('isEmpty'))
    return [
      ...offered,
      { by: 'isEmpty', words: 'is set', input: 'none', fixed: 'false' },
      { by: 'isEmpty', words: 'is empty', input: 'none', fixed: 'true' },
    ]
  if (!filter.isNullable || !filter.comparators.includes('not')) return offered
  return [
    ...offered,
    { by: 'not', words: 'is set', input: 'none', fixed: nothing },
    { by: 'equals', words: 'is empty', input: 'none', fixed: nothing },
  ]
}

/** The comparison that an address describes. */
export function wayOf(filter: Filter, by: string, value: string): Way | undefined {
  const ways = waysOf(filter)
  if (by === 'isEmpty') return ways.find((way) => way.by === by && way.fixed === value)
  const fixed = value === nothing && filter.isNullable
  return ways.find((way) => way.by === by && (way.fixed !== undefined) === fixed)
}

/** A comparison in words: `Published is on or after 2026-11-24`. */
export function wordsFor(filter: Filter, by: string, value: string): string {
  const way = wayOf(filter, by, value)
  if (way?.fixed !== undefined) return `${filter.label} ${way.words}`
  const shown = filter.kind === 'boolean' ? (value === 'true' ? 'yes' : 'no') : value.replaceAll(',', ', ')
  return `${filter.label} ${way?.words ?? by} ${shown}`
}

/** The value of a text from an address; undefined if it is not a valid value of this kind. */
export function readCondition(filter: Filter, by: string, text: string): unknown {
  if (text === nothing && filter.isNullable && (by === 'equals' || by === 'not')) return null
  if (by === 'isEmpty') return text === 'true' ? true : text === 'false' ? false : undefined
  if (several.includes(by)) {
    const parts = text.split(',').map((part) => readValue(filter, part.trim()))
    return parts.length <= 100 && parts.every((part) => part !== undefined) ? parts : undefined
  }
  if (by === 'contains' || (by === 'has' && filter.item === null))
    return text !== '' && text.length <= 200 ? text : undefined
  return readValue(filter, text)
}

function readValue({ kind, item, choices }: Filter, text: string): unknown {
  switch (item ?? kind) {
    case 'integer':
    case 'money':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined
    // As text, which keeps all digits.
    case 'bigint':
      return /^-?\d{1,19}$/.test(text) ? text : undefined
    case 'number':
      return text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined
    case 'decimal':
      return /^-?\d{1,30}(\.\d{1,20})?$/.test(text) ? text : undefined
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined
    case 'dateTime':
    case 'zonedTime': {
      // A day alone begins at midnight in UTC, the zone in which all times are shown.
      const date = new Date(text)
      return /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(date.getTime()) ? date : undefined
    }
    case 'id':
    case 'file':
      return /^[0-9a-f-]{36}$/i.test(text) ? text : undefined
    case 'choice':
      return choices?.includes(text) ? text : undefined
    default:
      return text.length <= 1_000 ? text : undefined
  }
}

/** The comparison as input of the procedure. */
export function conditionOf(filter: Filter, by: string, text: string): Condition {
  const value = readCondition(filter, by, text)
  return value === undefined ? {} : { [by]: value }
}
