/** An address that no page has. Next answers it with the page 'not found', to browsers and to its own router alike. */
const noPage = '/_not-found'

/**
 * The address that Next gets for a page. Next answers 500 to escapes that are not UTF-8, so such an address becomes one that no page has,
 * and so does one with a null character, which Postgres stores in no text.
 */
export function pageUrl(url: string): string {
  const query = url.indexOf('?')
  const path = query < 0 ? url : url.slice(0, query)
  if (!path.includes('%') || isReadable(path)) return url
  return query < 0 ? noPage : noPage + url.slice(query)
}

function isReadable(path: string): boolean {
  try {
    return !decodeURIComponent(path).includes('\0')
  } catch {
    return false
  }
}
