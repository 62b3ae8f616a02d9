'use client'
import { useRouter } from 'next/navigation'
import { type RefObject, useEffect, useRef } from 'react'
import type { Resource } from '../types.ts'

interface Shortcuts {
  resource: Resource
  search: RefObject<HTMLInputElement | null>
  table: RefObject<HTMLElement | null>
  onFilter(): void
}

/** Keys of the whole screen, outside of inputs: `/` focuses the search, `f` the filters, `t` the table; `n` opens a new row. */
export function useShortcuts(given: Shortcuts): void {
  const router = useRouter()
  const latest = useRef(given)
  latest.current = given
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
      const { resource, search, table, onFilter } = latest.current
      const actions: Record<string, (() => void) | undefined> = {
        '/': () => search.current?.focus(),
        f: resource.filters.length > 0 ? onFilter : undefined,
        t: () => table.current?.focus(),
        n: resource.verbs.create ? () => router.push(`/data/${resource.name}/new`) : undefined,
      }
      const action = actions[event.key]
      if (!action) return
      event.preventDefault()
      action()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [router])
}

const isTyping = (target: EventTarget | null) =>
  target instanceof Element &&
  target.closest('input:not([type="checkbox"]), textarea, select, dialog, [role="dialog"]') !== null
