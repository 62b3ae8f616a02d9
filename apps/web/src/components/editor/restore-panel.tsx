'use client'
import { ago } from '../../client/ago.ts'
import type { ArticleText, UnsavedText } from '../../client/unsaved-text.ts'
import { Button } from '../button.tsx'
import styles from './panel.module.css'

interface RestorePanelProps {
  found: UnsavedText
  onRestore(text: ArticleText): void
  onDiscard(): void
}

/** Offers text that was typed in this browser before and never saved. */
export function RestorePanel({ found, onRestore, onDiscard }: RestorePanelProps) {
  return (
    <div className={styles.panel} role="alert">
      <p className={styles.title}>There is unsaved text of yours</p>
      <p>
        Typed in this browser {ago(new Date(found.savedAtMs), Date.now())}
        {found.text.title && `: “${found.text.title}”`}.
      </p>
      <div className={styles.actions}>
        <Button size="small" onClick={() => onRestore(found.text)}>
          Bring it back
        </Button>
        <Button size="small" variant="default" onClick={onDiscard}>
          Throw it away
        </Button>
      </div>
    </div>
  )
}
