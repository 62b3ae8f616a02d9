'use client'
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import styles from './dialog.module.css'

interface DialogProps {
  title: string
  children: ReactNode
  actions: ReactNode
  isNarrow?: boolean
  /** The id of what is read out with the title. */
  describedBy?: string
  onClose(): void
}

/** A window over the page, for as long as it is rendered. The browser's own dialog keeps the focus and gives it back. */
export function Dialog({ title, children, actions, isNarrow = false, describedBy, onClose }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  // Closed before it leaves the page: only then does the focus go back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      data-narrow={isNarrow || undefined}
      aria-labelledby={id}
      aria-describedby={describedBy}
      onCancel={onClose}
    >
      <h2 id={id}>{title}</h2>
      <div className={styles.content}>{children}</div>
      <div className={styles.actions}>{actions}</div>
    </dialog>
  )
}
