import type { Definition, Field } from './definition.ts'

/**
 * What a new row holds in a field that nobody gives, as JSON; null where there is none, or where only the database knows it. A form shows it before the row
 * is made.
 */
export function fieldPreset(
  { columns, kind, input, output, fromColumns }: Field,
  { columns: known }: Definition['model'],
): unknown {
  if (!input || columns.length === 0) return null
  const presets = Object.fromEntries(columns.map((name) => [name, known[name]?.preset]))
  const [first] = Object.values(presets)
  if (Object.values(presets).includes(undefined)) return null
  const value =
    kind === 'json' || kind === 'address'
      ? jsonIn(first)
      : kind === 'decimal'
        ? String(first)
        : (fromColumns?.(presets) ?? first)
  return !(value instanceof Date) && output.safeParse(value).success ? value : null
}

/** The model contains the default of a JSON column as text. */
function jsonIn(preset: unknown): unknown {
  try {
    return JSON.parse(String(preset))
  } catch {
    return null
  }
}
