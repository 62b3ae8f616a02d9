/**
 * The address of a page as Next can read it. One whose escapes are no text (`%ED%A0%80`, `%`) or hold U+0000 names no page; Next would fail on it,
 * so it gets the address of a page that does not exist. So does what is no path: `*`, or the address of another server (`http://elsewhere/`), to which
 * Next would redirect.
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
