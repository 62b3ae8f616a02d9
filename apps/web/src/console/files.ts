import type { Resource } from './types.ts'
import { listInput, type View } from './view.ts'

/** Where rows come in from a file. */
export const importAddress = (resource: string): string => `/data/${resource}/import`

/** The kinds of files that rows go out as. */
export const fileKinds = [
  { format: 'csv', label: 'CSV, for spreadsheets' },
  { format: 'json', label: 'JSON' },
  { format: 'ndjson', label: 'NDJSON, a row a line' },
] as const

/** A value as it stands in a query. */
const textOf = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value))

/** Where all rows of a view go out as a file: under the same search, filters and order as the list that shows them. */
export function exportAddress(resource: Resource, format: string, view: View): string {
  const { filter = {}, search, sort = [] } = listInput(resource, view)
  const query = new URLSearchParams({ format })
  if (search !== undefined) query.set('search', search)
  if (sort.length > 0) query.set('sort', sort.join(','))
  for (const [name, condition] of Object.entries(filter))
    for (const [by, value] of Object.entries(Object(condition))) {
      // A list entry by entry, so that an entry may hold a comma.
      const key = `filter[${name}][${by}]${Array.isArray(value) ? '[]' : ''}`
      for (const each of [value].flat()) query.append(key, textOf(each))
    }
  // In addresses of REST savedViews are saved-views.
  const noun = resource.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return `/api/v1/${noun}/export?${query}`
}
