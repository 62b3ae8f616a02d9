import { useEffect, useRef } from 'react'
import { restoreScroll } from '../routing/history.ts'
import type { Head, Visit } from '../routing/page.ts'

/** Does what a browser does when it loads a page: sets the title, scrolls to the top, and moves the focus to the beginning. */
export function useArrival(visit: Visit, head: Head): void {
  const last = useRef(visit)
  useEffect(() => {
    document.title = head.title
    document.querySelector('meta[name="description"]')?.setAttribute('content', head.description ?? head.title)
  }, [head.title, head.description])
  useEffect(() => {
    if (last.current === visit) return
    last.current = visit
    restoreScroll()
    document.getElementById('content')?.focus({ preventScroll: true })
  }, [visit])
}
