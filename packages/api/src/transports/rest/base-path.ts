/** The base path of REST, which includes the version of the contract. */
export const restPath = '/api/v1'

/** The part of a URL after `/api/v1/`, without the query; undefined for other URLs. */
export function restPathIn(url: string): string | undefined {
  if (!url.startsWith(restPath)) return undefined
  const query = url.indexOf('?')
  const path = query < 0 ? url.slice(restPath.length) : url.slice(restPath.length, query)
  return path === '' || path.startsWith('/') ? path.slice(1) : undefined
}
