/** Where REST is; the version of the contract stands in it. */
export const restPath = '/api/v1'

/** What stands behind `/api/v1/` in an address, without the query; undefined for addresses of others. */
export function restPathIn(url: string): string | undefined {
  if (!url.startsWith(restPath)) return undefined
  const query = url.indexOf('?')
  const path = query < 0 ? url.slice(restPath.length) : url.slice(restPath.length, query)
  return path === '' || path.startsWith('/') ? path.slice(1) : undefined
}
