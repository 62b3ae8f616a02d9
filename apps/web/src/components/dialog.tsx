'use client'
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import styles from './dialog.module.css'

interface DialogProps {
  title: string
  children: ReactNode
  actions: ReactNode
  isNarrow?: boolean
  /** The id of the text that is read out with the title. */
  describedBy?: string
  onClose(): void
}

/** A modal dialog, open as long as it is rendered. The browser's own dialog keeps the focus and gives it back. */
export function Dialog({ title, children, actions, isNarrow = false, describedBy, onClose }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  // Closed before it is removed from the page: otherwise the focus does not return to its previous element.
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
