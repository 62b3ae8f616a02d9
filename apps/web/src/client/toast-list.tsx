'use client'
import '@mantine/core/styles/Notification.layer.css'
import '@mantine/notifications/styles.layer.css'
import { Notifications } from '@mantine/notifications'

/** The visible toasts. */
export function ToastList() {
  return <Notifications position="bottom-right" limit={3} />
}
