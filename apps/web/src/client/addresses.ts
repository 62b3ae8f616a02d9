/** The filter of the home page, stored in its address. */
export interface HomeFilter {
  readonly text?: string | undefined
  readonly tag?: string | undefined
}

type SearchParams = Record<string, string | string[] | undefined>

/** Longest search text and tag that the backend takes. */
const maxLengths = { q: 200, tag: 50 }

/** The filter in an address; values that are too long are cut. */
export function readHomeFilter(params: SearchParams): HomeFilter {
  const read = (name: keyof typeof maxLengths) => {
    const given = params[name]
    return (Array.isArray(given) ? given[0] : given)?.trim().slice(0, maxLengths[name]) || undefined
  }
  return { text: read('q'), tag: read('tag')?.toLowerCase() }
}

/** The address of the home page narrowed by `filter`. */
export function homeAddress({ text, tag }: HomeFilter): string {
  const params = new URLSearchParams()
  if (text) params.set('q', text)
  if (tag) params.set('tag', tag)
  const query = params.toString()
  return query === '' ? '/' : `/?${query}`
}

/** A placeholder origin for resolving an address; the name never exists (RFC 2606). */
const anyOrigin = 'http://plinth.invalid'

/** A browser that resolves such a path again would read a host name in it: it takes `\\` as `/` and drops control characters. */
const leadsElsewhere = /^[/\\]{2}|[\p{Cc}\\]/u

/**
 * The path on this site to go to after signing in, signing up or setting up; `/` for an address of another site. The decision is about the
 * resolved address (https://url.spec.whatwg.org/#concept-basic-url-parser), also with its escapes decoded, because dots in a path can
 * disappear and leave two slashes: `/.//host` resolves to `//host`.
 */
export function safeNext(given: string | string[] | undefined): string {
  const next = Array.isArray(given) ? given[0] : given
  if (!next?.startsWith('/') || !URL.canParse(next, anyOrigin)) return '/'
  const { origin, pathname, search, hash } = new URL(next, anyOrigin)
  if (origin !== anyOrigin || leadsElsewhere.test(pathname) || leadsElsewhere.test(decoded(pathname))) return '/'
  return pathname + search + hash
}

/** A path with its escapes decoded; a path with broken escapes stays as it is, because it leads nowhere. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
