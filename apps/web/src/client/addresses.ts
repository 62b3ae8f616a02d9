/** What narrows the home page; it stands in its address. */
export interface HomeFilter {
  readonly text?: string | undefined
  readonly tag?: string | undefined
}

type SearchParams = Record<string, string | string[] | undefined>

/** Longest search text and tag that the backend takes. */
const maxLengths = { q: 200, tag: 50 }

/** The filter in an address; what is too long is cut. */
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

/** Where to go after sign-in: a path of this site, whatever the address bar was made to say. */
export function safeNext(given: string | string[] | undefined): string {
  const next = Array.isArray(given) ? given[0] : given
  if (!next) return '/'
  const base = 'http://plinth.invalid'
  try {
    const { origin, pathname, search, hash } = new URL(next, base)
    return origin === base && next.startsWith('/') ? pathname + search + hash : '/'
  } catch {
    return '/'
  }
}
