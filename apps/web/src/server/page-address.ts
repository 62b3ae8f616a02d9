/**
 * The address of a page in a form that Next can read. An address whose escapes are not valid text (`%ED%A0%80`, `%`) or contain U+0000 names no page, and
 * Next would fail on it, so the address of a page that does not exist replaces it. The same applies to an address without a path: `*`, or one of another
 * server (`http://elsewhere/`), to which Next would redirect.
 */
export function pageAddress(url: string): string {
  const [path = '/'] = url.split('?', 1)
  return path.startsWith('/') && isReadable(path) ? url : '/404'
}

function isReadable(path: string): boolean {
  if (!path.includes('%')) return true
  try {
    return !decodeURIComponent(path).includes('\0')
  } catch {
    return false
  }
}
