import type { Navigator } from './navigator.ts'

/**
 * Plain links of this site change the page without a reload. What a user asks of the browser instead (another tab, a download)
 * is left to the browser, and so are links to other sites.
 */
export function followLinks(navigator: Navigator): void {
  document.addEventListener('click', (event) => {
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey
    if (!isPlain || event.defaultPrevented || !(event.target instanceof Element)) return
    const link = event.target.closest('a')
    if (!link || link.origin !== location.origin || link.hasAttribute('download')) return
    if (link.target !== '' && link.target !== '_self') return
    const isSamePage = link.pathname === location.pathname && link.search === location.search
    if ((isSamePage && link.hash !== '') || link.pathname.startsWith('/api/')) return
    event.preventDefault()
    void navigator.go(link.pathname + link.search + link.hash)
  })
  window.addEventListener('popstate', () => void navigator.follow())
}
