import type { ReactNode } from 'react'
import styles from './page-heading.module.css'

/** The one `h1` of a page, on its plinth. */
export function PageHeading({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className={styles.heading}>
      <h1>{title}</h1>
      {children && <div className={styles.below}>{children}</div>}
    </div>
  )
}
