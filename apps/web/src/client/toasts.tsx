'use client'
import dynamic from 'next/dynamic'
import { useSyncExternalStore } from 'react'

const ToastList = dynamic(() => import('./toast-list.tsx').then((module) => module.ToastList), { ssr: false })

const listeners = new Set<() => void>()
let isNeeded = false

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The place where toasts appear. Its code is loaded with the first toast. */
export function Toasts() {
  const isMounted = useSyncExternalStore(
    subscribe,
    () => isNeeded,
    () => false,
  )
  return isMounted ? <ToastList /> : null
}

export interface Toast {
  readonly title?: string
  readonly message: string
  readonly isFailure?: boolean
}

/** Shows a short message for a few seconds; a failure stays until it is closed. */
export function showToast({ title, message, isFailure = false }: Toast): void {
  isNeeded = true
  for (const listener of listeners) listener()
  void import('@mantine/notifications').then(
    ({ notifications }) =>
      notifications.show({
        title,
        message,
        color: isFailure ? 'red' : 'verdigris',
        closeButtonProps: { 'aria-label': 'Close' },
        autoClose: isFailure ? false : 5_000,
      }),
    // Without a connection the code of the toast cannot be loaded; its message is shown without it.
    () => window.alert(title === undefined ? message : `${title}\n\n${message}`),
  )
}
