'use client'
import type { KeyboardEvent } from 'react'

/** Keys within the table: arrows (or j and k) move between rows, x selects the row, Home and End move to the first and the last. */
export function useRowKeys() {
  return (event: KeyboardEvent<HTMLElement>) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('tbody tr')]
    const nth = rows.findIndex((row) => row.contains(document.activeElement))
    const target = {
      ArrowDown: nth + 1,
      j: nth + 1,
      ArrowUp: nth - 1,
      k: nth - 1,
      Home: 0,
      End: rows.length - 1,
    }[event.key]
    if (target !== undefined) {
      const row = rows[Math.max(0, target)]
      if (!row) return
      event.preventDefault()
      const stop = row.querySelector<HTMLElement>('[data-row-link]') ?? row.querySelector('input')
      stop?.focus()
      return
    }
    if (event.key === 'x' && nth >= 0) {
      event.preventDefault()
      rows[nth]?.querySelector('input')?.click()
    }
  }
}
