/** The values of a pattern such as `/profile/:username/favorites` in a path; null if it does not match. */
export function matchPath(pattern: string, pathname: string): Record<string, string> | null {
  const names = pattern.split('/')
  const parts = pathname.replace(/(?<=.)\/$/, '').split('/')
  if (names.length !== parts.length) return null
  const values: Record<string, string> = {}
  for (const [at, name] of names.entries()) {
    const part = decoded(parts[at] ?? '')
    if (part === null || (part === '') !== (name === '')) return null
    if (name.startsWith(':')) values[name.slice(1)] = part
    else if (name !== part) return null
  }
  return values
}

function decoded(part: string): string | null {
  try {
    const text = decodeURIComponent(part)
    // No name contains it, and Postgres cannot store it.
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}
