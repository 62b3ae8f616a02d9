'use client'
import { usePathname, useSearchParams } from 'next/navigation'
import { useMemo } from 'react'
import type { Resource } from './types.ts'
import { readView, type View, viewQuery } from './view.ts'

/** Changes a part of the view. Unless it says which page, it begins at the first. */
export type ChangeView = (change: Partial<View>, how?: 'push' | 'replace') => void

/** The view in the address of the page, and how it is changed: so the back button, a reload and a copied address all work. */
export function useView(resource: Resource): [View, ChangeView] {
  const params = useSearchParams()
  const path = usePathname()
  const view = useMemo(() => readView(resource, new URLSearchParams(params)), [resource, params])
  return [
    view,
    (change, how = 'push') => {
      const query = viewQuery({ ...view, cursor: undefined, page: 1, ...change })
      const address = query === '' ? path : `${path}?${query}`
      // Next follows the browser's own history, without asking the server for the page again.
      if (how === 'push') window.history.pushState(null, '', address)
      else window.history.replaceState(null, '', address)
    },
  ]
}
