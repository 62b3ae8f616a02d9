'use client'
import { useState } from 'react'

type CopyState = 'idle' | 'copied' | 'refused'

/** Puts text on the clipboard. Browsers refuse that on plain http, except on this machine. */
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
