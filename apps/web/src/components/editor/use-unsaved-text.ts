'use client'
import { useEffect, useRef, useState } from 'react'
import {
  type ArticleText,
  forgetUnsavedText,
  keepUnsavedText,
  readUnsavedText,
  type UnsavedText,
} from '../../client/unsaved-text.ts'
import { textOf } from './use-article.ts'

/** How long a pause in typing starts storing the text. */
const pauseMs = 600

const isSame = (a: ArticleText, b: ArticleText) => JSON.stringify(textOf(a)) === JSON.stringify(textOf(b))

/** Tracks typed text: whether it is saved, and a copy in the browser's storage until it is. */
export function useUnsavedText(key: string, saved: ArticleText) {
  const [isDirty, setDirty] = useState(false)
  const [found, setFound] = useState<UnsavedText | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const baseline = useRef(saved)
  // The first save gives an article its id, and with it another key: what was kept under the old one must go too.
  const keptKey = useRef(key)

  useEffect(() => {
    const kept = readUnsavedText(keptKey.current)
    if (kept && !isSame(kept.text, baseline.current)) setFound(kept)
    return () => clearTimeout(timer.current)
  }, [])

  return {
    isDirty,
    /** A text from an earlier visit that was never saved. */
    found,
    note(values: ArticleText): void {
      setDirty(!isSame(values, baseline.current))
      clearTimeout(timer.current)
      timer.current = setTimeout(() => {
        if (isSame(values, baseline.current)) return forgetUnsavedText(key)
        keptKey.current = key
        keepUnsavedText(key, textOf(values))
      }, pauseMs)
      setFound(null)
    },
    /** Everything in `values` is saved. */
    settle(values: ArticleText): void {
      clearTimeout(timer.current)
      baseline.current = textOf(values)
      forgetUnsavedText(keptKey.current)
      setDirty(false)
    },
    discard(): void {
      forgetUnsavedText(keptKey.current)
      setFound(null)
    },
  }
}
