'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useTransition } from 'react'
import styles from './link-navigation.module.css'

/**
 * Follows every plain link of this site without loading the whole page again. One listener for the document instead of a component
 * for each link: a list of articles has some hundred, and none of them needs its own code. `data-scroll="keep"` keeps the scroll position.
 */
export function LinkNavigation() {
  const router = useRouter()
  const [isGoing, startGoing] = useTransition()
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null
      const address = link && addressInside(event, link)
      if (!address) return
      event.preventDefault()
      startGoing(() => router.push(address, { scroll: link.dataset.scroll !== 'keep' }))
    }
    document.addEventListener('click', onClick)
    return () => document.removeEventListener('click', onClick)
  }, [router])
  return isGoing ? <div className={styles.progress} role="progressbar" aria-label="Loading the page" /> : null
}

/** The path to go to, or null to leave the click to the browser. */
function addressInside(event: MouseEvent, link: HTMLAnchorElement): string | null {
  const hasModifier = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
  if (event.defaultPrevented || event.button !== 0 || hasModifier) return null
  if (!link.hasAttribute('href') || link.target || link.download || link.origin !== location.origin) return null
  if (link.pathname.startsWith('/api/')) return null
  const isHere = link.pathname === location.pathname && link.search === location.search
  return isHere && link.hash !== '' ? null : link.pathname + link.search + link.hash
}
