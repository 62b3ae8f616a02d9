'use client'
import { useState } from 'react'

type CopyState = 'idle' | 'copied' | 'refused'

/** Copies text to the clipboard. Browsers refuse this on plain http, except on localhost. */
export function useCopy(): { copy(text: string): Promise<void>; state: CopyState } {
  const [state, setState] = useState<CopyState>('idle')
  return {
    state,
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text)
        setState('copied')
      } catch {
        setState('refused')
      }
    },
  }
}
