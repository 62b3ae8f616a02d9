import type { Metadata } from 'next'
import { requireUser } from '../../../client/runtime.ts'
import { PasswordForm } from '../../../components/account/password-form.tsx'
import { PageHeading } from '../../../components/page-heading.tsx'
import styles from '../account.module.css'

export const metadata: Metadata = { title: 'Password' }

export default async function PasswordPage() {
  const { email } = await requireUser('/account/password')
  return (
    <div className={styles.page}>
      <PageHeading title="Password">A new password signs out every other browser and ends every token.</PageHeading>
      <div className={styles.narrow}>
        <PasswordForm email={email} />
      </div>
    </div>
  )
}
