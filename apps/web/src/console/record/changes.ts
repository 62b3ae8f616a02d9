import type { Field, HistoryEntry, Resource } from '../types.ts'

/** One column that an event changed. */
export interface Change {
  readonly label: string
  /** By whose kind its values are shown; a text where the resource has no such field. */
  readonly field: Field
  readonly before: unknown
  readonly after: unknown
}

/** Columns that change with every write and tell nothing. */
const counting = ['version', 'updatedAt']

/** What an event changed, in words of the resource. */
export function changesOf({ fields }: Pick<Resource, 'fields'>, { before, after }: HistoryEntry): Change[] {
  const columns = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  const place = (column: string) => {
    const nth = fields.findIndex(({ name }) => name === column)
    return nth < 0 ? fields.length : nth
  }
  return columns
    .toSorted((a, b) => place(a) - place(b))
    .filter((column) => !counting.includes(column))
    .map((column) => {
      const field = fields.find(({ name }) => name === column) ?? unknownField(column)
      return {
        label: field.label,
        field,
        before: revived(field, before?.[column]),
        after: revived(field, after?.[column]),
      }
    })
    .filter(({ before, after }) => textOf(before) !== textOf(after))
}

/** Nothing, an empty text and an empty list tell the same. */
const textOf = (value: unknown) =>
  value === '' || (Array.isArray(value) && value.length === 0) ? 'null' : JSON.stringify(value ?? null)

/** A moment stands in an event as text. */
function revived({ kind }: Field, value: unknown): unknown {
  if (kind !== 'dateTime' || typeof value !== 'string') return value
  const date = new Date(value)
  return Number.isNaN(date.getTime()) ? value : date
}

/** A column that is no field of its own: part of one, or not shown otherwise. */
function unknownField(name: string): Field {
  const words = name.replaceAll(
    /([a-z0-9])([A-Z])/g,
    (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
  )
  return {
    name,
    kind: 'text',
    label: words.charAt(0).toUpperCase() + words.slice(1),
    hint: null,
    isNullable: true,
    isRestricted: false,
    isOptional: true,
    schema: null,
    choices: null,
    target: null,
  }
}

/** What happened, from the type of an event: `articles.updated` is `Updated`. */
export function happened(type: string): string {
  const verb = type.slice(type.lastIndexOf('.') + 1)
  return verb.charAt(0).toUpperCase() + verb.slice(1)
}
