import type { ReactNode } from 'react'
import { AccountNav } from '../../components/account/account-nav.tsx'
import styles from './layout.module.css'

export default function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <div className={styles.layout}>
      <AccountNav />
      <div className={styles.content}>{children}</div>
    </div>
  )
}
