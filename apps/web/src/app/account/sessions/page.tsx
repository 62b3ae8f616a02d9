import type { Metadata } from 'next'
import { answer, requireUser, serverCaller } from '../../../client/runtime.ts'
import { NewToken } from '../../../components/account/new-token.tsx'
import { SessionList } from '../../../components/account/session-list.tsx'
import { PageHeading } from '../../../components/page-heading.tsx'
import styles from '../account.module.css'

export const metadata: Metadata = { title: 'Sessions and tokens' }

export default async function SessionsPage() {
  await requireUser('/account/sessions')
  const sessions = await answer((await serverCaller()).sessions.list())
  return (
    <div className={styles.page}>
      <PageHeading title="Sessions and tokens">Where you are signed in, and which programs may act as you.</PageHeading>
      <SessionList sessions={sessions} readAtMs={Date.now()} />
      <NewToken />
    </div>
  )
}
