'use client'
import { type ReactNode, useId } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

interface ConfirmDialogProps {
  title: string
  confirmLabel: string
  isBusy?: boolean
  children: ReactNode
  onConfirm(): void
  onClose(): void
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog({
  title,
  confirmLabel,
  isBusy = false,
  children,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const id = useId()
  const actions = (
    <>
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
      <Button variant="danger" isBusy={isBusy} onClick={onConfirm}>
        {confirmLabel}
      </Button>
    </>
  )
  return (
    <Dialog title={title} actions={actions} isNarrow describedBy={id} onClose={onClose}>
      <p id={id}>{children}</p>
    </Dialog>
  )
}
