import type { View } from './view.ts'

/** Where rows come in from a file. */
export const importAddress = (resource: string): string => `/data/${resource}/import`

/** The kinds of files that rows go out as. */
export const fileKinds = [
  { format: 'csv', label: 'CSV, for spreadsheets' },
  { format: 'json', label: 'JSON' },
  { format: 'ndjson', label: 'NDJSON, a row a line' },
] as const

type Narrowing = Pick<View, 'search' | 'comparisons' | 'sort'>

/** Where all rows of a view go out as a file: under the same search, filters and order. */
export function exportAddress(resource: string, format: string, { search, comparisons, sort }: Narrowing): string {
  const query = new URLSearchParams({ format })
  if (search !== '') query.set('search', search)
  if (sort.length > 0) query.set('sort', sort.join(','))
  for (const { filter, by, value } of comparisons) query.set(`filter[${filter}][${by}]`, value)
  return `/api/v1/${resource}/export?${query}`
}
