import type { Field, HistoryEntry, Resource } from '../types.ts'

/** One field that an event changed. */
export interface Change {
  readonly label: string
  /** The field whose kind determines how the values are shown; a text field if the resource has no such field. */
  readonly field: Field
  readonly before: unknown
  readonly after: unknown
}

/** Fields that change with every write, or whose change the name of the event already states. */
const counting = ['version', 'updatedAt', 'removedAt']

type Side = HistoryEntry['before']

/** The changes of an event: the fields of the resource first, then the other names in the event. */
export function changesOf({ fields }: Pick<Resource, 'fields'>, { before, after }: HistoryEntry): Change[] {
  const names = [...Object.keys(before ?? {}), ...Object.keys(after ?? {})]
  const told = fields.filter(({ name }) => names.includes(name))
  const known = new Set([...counting, ...told.map(({ name }) => name)])
  const unknown = [...new Set(names.filter((name) => !known.has(name)))].map(unknownField)
  return [...told, ...unknown]
    .filter(({ name }) => !counting.includes(name))
    .map((field) => ({ label: field.label, field, before: valueIn(field, before), after: valueIn(field, after) }))
    .filter(({ before, after }) => textOf(before) !== textOf(after))
}

/**
 * The fields that differ from the state before these events (the newest first), and that a revert to it does not change. The answer of the revert is
 * authoritative: it also includes columns that follow others.
 */
export function fieldsNotRestored(
  { fields, restores }: Pick<Resource, 'fields' | 'restores'>,
  later: readonly HistoryEntry[],
) {
  return fields.filter((field) => {
    if (restores.includes(field.name) || counting.includes(field.name)) return false
    const told = later.filter(({ before, after }) => field.name in { ...before, ...after })
    const [newest, oldest] = [told[0], told.at(-1)]
    return newest && oldest && textOf(valueIn(field, oldest.before)) !== textOf(valueIn(field, newest.after))
  })
}

/** A sentence that says which fields keep their values; empty if there are none. */
export function keptWords(fields: readonly Pick<Field, 'label'>[]): string {
  if (fields.length === 0) return ''
  const names = new Intl.ListFormat('en').format(fields.map(({ label }) => label))
  return `${names} ${fields.length === 1 ? 'keeps its' : 'keep their'} present value.`
}

/** The value of a field in an event; undefined if that side does not contain it. */
function valueIn(field: Field, side: Side): unknown {
  const value = side?.[field.name]
  if (value === undefined || value === null) return value
  switch (field.kind) {
    case 'zonedTime':
      return { ...value, at: momentOf(Object(value).at) }
    case 'dateTime':
      return momentOf(value)
    case 'one':
      return { id: value }
    default:
      return value
  }
}

/** A missing value, an empty text and an empty list are equal. */
const textOf = (value: unknown) =>
  value === '' || (Array.isArray(value) && value.length === 0) ? 'null' : JSON.stringify(value ?? null)

/** An event stores a moment as text. */
function momentOf(value: unknown): unknown {
  const date = new Date(String(value))
  return Number.isNaN(date.getTime()) ? value : date
}

/** A text field for a name that the resource has no field for. */
function unknownField(name: string): Field {
  const words = name.replaceAll(
    /([a-z0-9])([A-Z])/g,
    (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
  )
  return {
    name,
    kind: 'text',
    item: null,
    label: words.charAt(0).toUpperCase() + words.slice(1),
    hint: null,
    isNullable: true,
    takesNull: false,
    preset: null,
    isRestricted: false,
    isOptional: true,
    columns: [name],
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
