/** Writes the browser's history, with the scroll position of each page. */
export function record(address: string, how: 'push' | 'replace'): void {
  if (how === 'push') {
    history.replaceState({ scroll: window.scrollY }, '')
    history.pushState(null, '', address)
  } else {
    history.replaceState(null, '', address)
  }
}

export function currentAddress(): string {
  return location.pathname + location.search + location.hash
}

/** A page appears when its data have arrived, so only this site knows when to scroll. On a reload the browser scrolls. */
export function keepScroll(): void {
  history.scrollRestoration = 'manual'
  window.addEventListener('pagehide', () => {
    history.scrollRestoration = 'auto'
  })
  window.addEventListener('pageshow', () => {
    history.scrollRestoration = 'manual'
  })
}

/** Scrolls to the last position of this page, to the part that its address names, or to its top. */
export function restoreScroll(): void {
  const left: unknown = history.state?.scroll
  const part = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null
  if (typeof left === 'number') window.scrollTo(0, left)
  else if (part) part.scrollIntoView()
  else window.scrollTo(0, 0)
}
