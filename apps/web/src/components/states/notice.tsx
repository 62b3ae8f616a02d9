import type { ReactNode } from 'react'
import styles from './notice.module.css'

interface NoticeProps {
  title: string
  children: ReactNode
  /** What can be done now: links or buttons. */
  actions?: ReactNode
  /** Heading of the page, where it has no other. */
  isPage?: boolean
}

/** Stands where content would be: nothing there, not found, failed. */
export function Notice({ title, children, actions, isPage = false }: NoticeProps) {
  const Heading = isPage ? 'h1' : 'h2'
  return (
    <div className={styles.notice} data-page={isPage || undefined}>
      <Heading className={styles.title}>{title}</Heading>
      <div className={styles.text}>{children}</div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
