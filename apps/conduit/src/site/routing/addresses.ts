/** Addresses of the pages, made in one place. */
export const addresses = {
  home: '/',
  following: '/?feed=following',
  signIn: '/login',
  signUp: '/register',
  settings: '/settings',
  write: '/editor',
  edit: (slug: string) => `/editor/${encodeURIComponent(slug)}`,
  article: (slug: string) => `/article/${encodeURIComponent(slug)}`,
  tag: (tag: string) => `/tag/${encodeURIComponent(tag)}`,
  profile: (username: string) => `/profile/${encodeURIComponent(username)}`,
  favorites: (username: string) => `/profile/${encodeURIComponent(username)}/favorites`,
} as const

/** The same list at another page; the first page has the list's own address. */
export function atPage(address: string, page: number): string {
  if (page === 1) return address
  return `${address}${address.includes('?') ? '&' : '?'}page=${page}`
}

/** `?page=N`, within what the API can count to. */
export function pageOf(query: URLSearchParams): number {
  const page = Number(query.get('page') ?? 1)
  return Number.isInteger(page) && page >= 1 && page <= 1_000 ? page : 1
}
