'use client'
import { usePathname, useSearchParams } from 'next/navigation'
import { useEffect, useMemo, useState } from 'react'
import type { Resource } from './types.ts'
import { readView, type View, viewQuery } from './view.ts'

/** Changes a part of the view. Unless it says which page, it begins at the first. */
export type ChangeView = (change: Partial<View>, how?: 'push' | 'replace') => void

/** The query of the address as it is now, always written in the same way. */
const currentQuery = () => new URLSearchParams(window.location.search).toString()

/**
 * The view in the address of the page, and how it is changed: so the back button, a reload and a copied address all work. The address is
 * changed through the browser's history alone, without asking the server for the page again.
 */
export function useView(resource: Resource): [View, ChangeView] {
  const params = useSearchParams()
  const path = usePathname()
  const [query, setQuery] = useState(params.toString())
  const view = useMemo(() => readView(resource, new URLSearchParams(query)), [resource, query])

  useEffect(() => {
    const onBack = () => window.location.pathname === path && setQuery(currentQuery())
    window.addEventListener('popstate', onBack)
    return () => window.removeEventListener('popstate', onBack)
  }, [path])

  // After a reload, Next asks the server for each step back, and puts its address back when the answer comes, even if the reader has gone
  // on in the meantime: what the reader did last stands.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked when Next has changed the address, and only then
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
