import type { Field } from './definition.ts'

/** A field's value as a write takes it, from the columns of an event. */
export function storedValue({ columns: names, fromColumns }: Field, columns: Record<string, unknown>): unknown {
  const [first = ''] = names
  return fromColumns ? fromColumns(columns) : columns[first]
}
