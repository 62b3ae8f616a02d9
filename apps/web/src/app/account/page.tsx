import type { Metadata } from 'next'
import { requireUser } from '../../client/runtime.ts'
import { ProfileForm } from '../../components/account/profile-form.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import styles from './account.module.css'

export const metadata: Metadata = { title: 'Profile' }

export default async function ProfilePage() {
  const me = await requireUser('/account')
  return (
    <div className={styles.page}>
      <PageHeading title="Profile">What everyone sees beside your articles. You sign in as {me.email}.</PageHeading>
      <ProfileForm me={me} />
    </div>
  )
}
