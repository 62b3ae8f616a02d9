import type { Definition, Field } from './definition.ts'

/** A field's value as a write takes it, from the columns of an event. */
export function storedValue(field: Field, columns: Record<string, unknown>, model: Definition['model']): unknown {
  // Events hold a bigint as text; a number that is not exact stays text, which the schema refuses.
  const stored = Object.fromEntries(
    field.columns.map((column): [string, unknown] => {
      const value = columns[column]
      const { type, isList } = model.columns[column] ?? {}
      const isExact = type === 'BigInt' && !isList && Number.isSafeInteger(Number(value ?? Number.NaN))
      return [column, isExact ? Number(value) : value]
    }),
  )
  const [first = ''] = field.columns
  return field.fromColumns ? field.fromColumns(stored) : stored[first]
}
