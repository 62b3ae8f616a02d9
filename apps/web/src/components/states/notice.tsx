import type { ReactNode } from 'react'
import styles from './notice.module.css'

interface NoticeProps {
  title: string
  children: ReactNode
  /** Possible actions: links or buttons. */
  actions?: ReactNode
  /** Heading of the page, if it has no other. */
  isPage?: boolean
}

/** Shown instead of content: empty, not found, failed. */
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
