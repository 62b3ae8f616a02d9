'use client'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { failureOf } from '../../client/failure.ts'
import type { ArticleText } from '../../client/unsaved-text.ts'
import { useCopy } from '../../client/use-copy.ts'
import { Button } from '../button.tsx'
import styles from './panel.module.css'

interface ConflictPanelProps {
  /** The article was removed; otherwise it was changed. */
  isGone: boolean
  /** The values of the form. */
  mine(): ArticleText
  newest(): Promise<ArticleText>
  onShow(text: ArticleText): void
  onForget(): void
}

/** Shown when a save conflicts with another change. The text in the form never changes without the author's consent. */
export function ConflictPanel({ isGone, mine, newest, onShow, onForget }: ConflictPanelProps) {
  const { copy, state } = useCopy()
  const [kept, setKept] = useState<ArticleText>()
  const [isReady, setReady] = useState(false)
  const load = useMutation({
    mutationFn: newest,
    onSuccess: (text) => {
      setKept(mine())
      onShow(text)
    },
  })
  const keepMine = useMutation({ mutationFn: newest, onSuccess: () => setReady(true) })
  const failure = load.error ?? keepMine.error
  if (kept) {
    return (
      <div className={styles.panel} role="alert">
        <p className={styles.title}>This is the newest version.</p>
        <p>Your own text is kept here until you leave the page.</p>
        <div className={styles.actions}>
          <Button size="small" variant="default" onClick={() => onShow(kept)}>
            Put my text back
          </Button>
          <Button size="small" variant="default" onClick={() => void copy(kept.body)}>
            {state === 'copied' ? 'Copied' : 'Copy my text'}
          </Button>
        </div>
      </div>
    )
  }
  if (isReady) {
    return (
      <div className={styles.panel} role="alert">
        <p className={styles.title}>Your text will replace the other version.</p>
        <p>Press Save or Publish once more.</p>
      </div>
    )
  }
  return (
    <div className={styles.panel} role="alert">
      <p className={styles.title}>
        {isGone
          ? 'It was not saved: this article has been removed.'
          : 'It was not saved: this article was changed elsewhere since you opened it.'}
      </p>
      <p>Your text is still in the form, nothing of it is lost.</p>
      {failure && <p>{failureOf(failure).message}</p>}
      <div className={styles.actions}>
        {isGone ? (
          <Button
            size="small"
            onClick={() => {
              onForget()
              setReady(true)
            }}
          >
            Keep it as a new draft
          </Button>
        ) : (
          <>
            <Button size="small" variant="default" isBusy={load.isPending} onClick={() => load.mutate()}>
              Load the newest version
            </Button>
            <Button size="small" variant="default" isBusy={keepMine.isPending} onClick={() => keepMine.mutate()}>
              Replace it with mine
            </Button>
          </>
        )}
        <Button size="small" variant="default" onClick={() => void copy(mine().body)}>
          {state === 'copied' ? 'Copied' : 'Copy my text'}
        </Button>
      </div>
      {state === 'refused' && <p>The browser does not allow copying here: select the text and copy it.</p>}
    </div>
  )
}
