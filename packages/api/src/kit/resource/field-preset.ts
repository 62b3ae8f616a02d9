import type { Column } from '@plinth/db/model'
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
  const presets = Object.fromEntries(columns.map((name) => [name, columnPreset(known[name])]))
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

/** What a new row holds in a column that nobody gives. Prisma tells the default of a `BigInt` as text. */
export const columnPreset = (column: Column | undefined) =>
  column?.type === 'BigInt' && column.preset !== undefined ? Number(column.preset) : column?.preset

/** The default of a JSON column stands in the model as text. */
function jsonIn(preset: unknown): unknown {
  try {
    return JSON.parse(String(preset))
  } catch {
    return null
  }
}
