'use client'
import { usePathname, useSearchParams } from 'next/navigation'
import { useEffect, useMemo, useState } from 'react'
import type { Resource } from './types.ts'
import { readView, type View, viewQuery } from './view.ts'

/** Changes a part of the view. Unless the change names a page, the view begins at the first. */
export type ChangeView = (change: Partial<View>, how?: 'push' | 'replace') => void

/** The query of the present address, in normalised form. */
const currentQuery = () => new URLSearchParams(window.location.search).toString()

/**
 * The view of the table that is shown. After a reload Next asks the server for each step back; its answer may arrive when the user has moved on, and mounts
 * the table again: the new table takes over this view. Following a link selects another view.
 */
let shown: { path: string; query: string } | undefined

const forgetAtLink = ({ target }: MouseEvent) => {
  if (target instanceof Element && target.closest('a[href]')) shown = undefined
}

/**
 * The view in the address of the page, and a function that changes it: so the back button, a reload and a copied address all work. The address is
 * changed through the browser's history alone, without asking the server for the page again.
 */
export function useView(resource: Resource): [View, ChangeView] {
  const params = useSearchParams()
  const path = usePathname()
  const [query, setQuery] = useState(() => (shown?.path === path ? shown.query : params.toString()))
  const view = useMemo(() => readView(resource, new URLSearchParams(query)), [resource, query])

  useEffect(() => {
    shown = { path, query }
  }, [path, query])
  useEffect(() => {
    document.addEventListener('click', forgetAtLink, { capture: true })
    return () => {
      document.removeEventListener('click', forgetAtLink, { capture: true })
      shown = undefined
    }
  }, [])

  useEffect(() => {
    const onBack = () => window.location.pathname === path && setQuery(currentQuery())
    window.addEventListener('popstate', onBack)
    return () => window.removeEventListener('popstate', onBack)
  }, [path])

  // With a late answer Next restores an old address too: the user's last action wins.
  // biome-ignore lint/correctness/useExhaustiveDependencies: run only when Next has changed the address
  useEffect(() => {
    if (window.location.pathname === path && currentQuery() !== query)
      window.history.replaceState(null, '', `${path}?${query}`)
  }, [params])

  return [
    view,
    (change, how = 'push') => {
      const changed = viewQuery({ ...view, cursor: undefined, page: 1, ...change })
      const address = changed === '' ? path : `${path}?${changed}`
      if (how === 'push') window.history.pushState(null, '', address)
      else window.history.replaceState(null, '', address)
      setQuery(currentQuery())
    },
  ]
}
