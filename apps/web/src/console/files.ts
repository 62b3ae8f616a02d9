/** Where rows come in from a file. */
export const importAddress = (resource: string): string => `/data/${resource}/import`

/** Where the rows of a view go out as a file. */
export const exportAddress = (resource: string, query: string): string =>
  query === '' ? `/data/${resource}/export` : `/data/${resource}/export?${query}`
