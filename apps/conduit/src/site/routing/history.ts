/** Writes the browser's history, with how far each page was scrolled. */
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

/** Pages come when their data are there, so only this site knows when to scroll; a reload is the browser's own. */
export function keepScroll(): void {
  history.scrollRestoration = 'manual'
  window.addEventListener('pagehide', () => {
    history.scrollRestoration = 'auto'
  })
  window.addEventListener('pageshow', () => {
    history.scrollRestoration = 'manual'
  })
}

/** To where this page was left, to the part that its address names, or to its top. */
export function restoreScroll(): void {
  const left: unknown = history.state?.scroll
  const part = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null
  if (typeof left === 'number') window.scrollTo(0, left)
  else if (part) part.scrollIntoView()
  else window.scrollTo(0, 0)
}
