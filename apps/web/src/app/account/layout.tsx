import type { ReactNode } from 'react'
import { DataProvider } from '../../client/data-provider.tsx'
import { AccountNav } from '../../components/account/account-nav.tsx'
import styles from './layout.module.css'

export default function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <div className={styles.layout}>
      <AccountNav />
      <div className={styles.content}>
        <DataProvider>{children}</DataProvider>
      </div>
    </div>
  )
}
