import type { ReactNode } from 'react'
import { DataProvider } from '../../client/data-provider.tsx'
import { PageHeading } from '../page-heading.tsx'
import styles from './form-page.module.css'

interface FormPageProps {
  title: string
  lead?: ReactNode
  children: ReactNode
  /** A link to an alternative: 'No account yet? Sign up.' */
  otherwise?: ReactNode
}

/** One short form on its own page. */
export function FormPage({ title, lead, children, otherwise }: FormPageProps) {
  return (
    <div className={styles.page}>
      <PageHeading title={title}>{lead}</PageHeading>
      <DataProvider>{children}</DataProvider>
      {otherwise && <p className={styles.otherwise}>{otherwise}</p>}
    </div>
  )
}
