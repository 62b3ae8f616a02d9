import type { Resource } from './types.ts'
import { listInput, type View } from './view.ts'

/** The page that imports rows from a file. */
export const importAddress = (resource: string): string => `/data/${resource}/import`

/** The file formats of an export. */
export const fileKinds = [
  { format: 'csv', label: 'CSV, for spreadsheets' },
  { format: 'json', label: 'JSON' },
  { format: 'ndjson', label: 'NDJSON, a row a line' },
] as const

/** A value as written in a query. */
const textOf = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value))

/** The address of an export of all rows of a view, with the search, filters and order of the list that shows them. */
export function exportAddress(resource: Resource, format: string, view: View): string {
  const { filter = {}, search, sort = [] } = listInput(resource, view)
  const query = new URLSearchParams({ format })
  if (search !== undefined) query.set('search', search)
  if (sort.length > 0) query.set('sort', sort.join(','))
  for (const [name, condition] of Object.entries(filter))
    for (const [by, value] of Object.entries(Object(condition))) {
      // A list is sent entry by entry, so that an entry may contain a comma.
      const key = `filter[${name}][${by}]${Array.isArray(value) ? '[]' : ''}`
      for (const each of [value].flat()) query.append(key, textOf(each))
    }
  // In addresses of REST, savedViews is written saved-views.
  const noun = resource.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return `/api/v1/${noun}/export?${query}`
}
